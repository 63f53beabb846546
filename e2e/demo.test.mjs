// The sample agency: it is alive, its pages are sound for everybody, they work
// by keyboard and without script, and they keep what was typed.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { act, enter, nextBar, press, pusher, sample, slip, until } from "./acts.mjs";
import { PHONE, WIDE, accessible, browse, open, run, shoot, sound, start } from "./run.mjs";

let server, browser, people, ready;

before(async () => {
  server = await start("demo");
  ready = Date.now();
  browser = await browse();
  people = await sample(server);
});
after(async () => {
  if (browser) await browser.close();
  if (server) assert.equal(await server.stop(), 0, "SIGTERM ends the program with status 0");
});

const numbers = (page) => page.locator("a[data-open][href^='/desk/concerns/C-']").evaluateAll((all) => all.map((a) => a.pathname));

test("within a minute something new forms, live on an open desk, and its clock runs", async () => {
  const page = await enter(browser, server, people.chenshuwan);
  const badge = page.locator("#n-concerns");
  const before = await badge.innerText();
  const left = 60_000 - (Date.now() - ready);
  await page.waitForFunction((was) => document.querySelector("#n-concerns").innerText !== was, before, { timeout: Math.max(left, 1000) });
  await page.goto("/desk/concerns");
  await press(page, page.locator("tr[data-row]", { hasText: "待研判" }).locator("a[data-open]").last());
  assert.ok((await page.locator(".clock, .clocks > *").count()) > 0, "a clock runs");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("without script one signs in, opens a concern and acts by its form", async () => {
  const page = await enter(browser, server, people.zhouyinghe, { script: false });
  await page.goto("/desk/concerns");
  await press(page, page.locator("a[data-open]").first());
  const link = nextBar(page).getByRole("button", { name: "写内部记录", includeHidden: true });
  if (!(await link.isVisible())) await nextBar(page).locator("summary").click();
  await press(page, link);
  await page.locator('[name="text"]').fill("无脚本也能记录");
  await press(page, page.locator('main form [type="submit"]'));
  assert.ok(await page.locator("#timeline").getByText("无脚本也能记录").isVisible());
  for (const path of ["/", "/statements", "/topics", "/figures", "/ledger", "/about", "/corrections"]) {
    assert.equal((await page.goto(path)).status(), 200, path);
    assert.ok(await page.locator("h1").isVisible(), path);
  }
  await page.context().close();
});

test("a rule is checked while it is typed, and what was likely meant is taken over with one press", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk/bench");
  const field = page.locator("#rule");
  await field.fill("排队 和 窗口");
  await page.locator("#rule-check .fault").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await page.locator("#rule-check button[data-rule]").click();
  await page.locator("#rule-check .okay").waitFor();
  assert.equal(await field.inputValue(), "排队 且 窗口");
  assert.equal(await field.getAttribute("aria-invalid"), null);
  assert.match(await page.locator("#rule-check").innerText(), /读作：有「排队」，并且有「窗口」。/);
  await sound(page);
  await page.context().close();
});

test("a refusal keeps what was typed: somebody else was quicker, or a field is empty", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk/concerns");
  const path = (await numbers(page))[0];
  await page.goto(path);
  const other = await page.context().newPage();
  await other.goto(path);
  await act(other, "写内部记录", { text: "先记的一条" });
  const open = async () => {
    const step = nextBar(page).getByRole("button", { name: "写内部记录", includeHidden: true });
    if (!(await step.isVisible())) await nextBar(page).locator("summary").click();
    await step.click();
  };
  await open();
  await page.locator("dialog[open] [name='text']").fill("后记的一条，写了很久");
  await press(page, page.locator("dialog[open] [type='submit']"));
  assert.ok((await page.locator('main [role="alert"]').innerText()).length > 5, "a sentence says why");
  assert.equal(await page.locator("main [name='text']").inputValue(), "后记的一条，写了很久");
  await sound(page);
  await press(page, page.locator("main form [type='submit']"));
  assert.ok(await page.locator("#timeline").getByText("后记的一条，写了很久").isVisible(), "sent once more, it is kept");

  await open();
  const form = page.locator("dialog[open] form");
  await form.evaluate((f) => { f.noValidate = true; });
  await form.locator("[name='text']").fill("   ");
  await press(page, form.locator("[type='submit']"));
  await page.locator("main [aria-invalid='true']").first().waitFor();
  assert.equal(await page.locator("main [aria-invalid='true']").count(), 1, "the field at fault is marked");
  await page.goto("/desk/concerns/new");
  const fresh = page.locator("main form");
  await fresh.evaluate((f) => { f.noValidate = true; });
  await fresh.locator("[name='summary']").fill("概述写了，标题忘了");
  await press(page, fresh.locator("[type='submit']"));
  assert.equal(await page.locator("main form [name='summary']").inputValue(), "概述写了，标题忘了");
  await page.context().close();
});

test("the list answers to keys, and not while one types", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk/concerns");
  const all = await numbers(page);
  const here = () => page.locator("[data-here] [data-open]").getAttribute("href");
  for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
  assert.equal(await here(), all[1]);
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("j");
  assert.equal(await here(), all[1], "nothing moves below an open dialog");
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("jkn?");
  assert.equal(await page.locator("#q").inputValue(), "jkn?");
  assert.equal(await here(), all[1], "typing moves nothing");
  await page.locator("#q").fill("");
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await Promise.all([page.waitForURL(`**${all[2]}*`), page.keyboard.press("Enter")]);
  await Promise.all([page.waitForURL("**/desk/concerns"), page.keyboard.press("Escape")]);
  await page.context().close();
});

test("what the public writes is shown and never runs", async () => {
  const bad = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>`;
  const say = (i) => `信访大厅取号机坏了排队两小时 ${bad} ${"甲乙丙丁"[i]}`;
  const taken = await pusher(server)([0, 1, 2, 3].map((i) => ({
    source: `论坛${bad}${i % 3}`, url: `https://example.test/x?${i}="><script>alert(4)</script>`, title: say(i), text: say(i) + " javascript:alert(5)",
    published_at: new Date(Date.now() - i * 60_000).toISOString(),
  })));
  assert.ok(taken.accepted >= 3, JSON.stringify(taken));
  run(server, "user", "add", "--login", "xss", "--name", `王"><img src=x onerror=alert(6)>`, "--unit", "办公室", "--role", "duty_officer");
  const page = await slip(browser, server, people.kuangyuejie);
  const ran = [];
  page.on("dialog", (d) => { ran.push(d.message()); d.dismiss(); });
  await page.goto("/desk/people");
  assert.ok(await page.getByText("onerror=alert(6)").first().isVisible(), "a name is shown as it is");
  await page.goto("/desk/stream");
  assert.ok((await page.locator("main").innerText()).includes("<script>alert(1)</script>"), "so is a post");
  await page.goto("/desk/search?q=" + encodeURIComponent(`取号机 ${bad}`));
  await page.goto("/desk/concerns");
  const mine = page.locator("a[data-open]", { hasText: "取号机" });
  await until(page, async () => (await mine.count()) > 0, "a concern of them");
  await press(page, mine.first());
  await page.goto("/topics");
  assert.deepEqual(ran, [], "no dialog opened");
  assert.deepEqual(page.faults, [], "no script was even tried");
  await page.context().close();
});

// six are everybody whose desk differs.
const six = ["baominlan", "gujingchuan", "zhouyinghe", "chenshuwan", "hesuiyuan", "kuangyuejie", "miaosongwei"];

// rooms are pages that stand behind others.
const rooms = {
  zhouyinghe: ["/desk/editorial/calendar", "/desk/editorial/columns", "/desk/editorial/new", "/desk/contractors", "/desk/services", "/desk/accounts/ZH-0001/activity", "/desk/concerns/new", "/desk/settings", "/desk/notices", "/desk/password", "/desk/search?q=信访", "/desk/search?q=信访 或", "/desk/report", "/desk/answers/new", "/desk/answers/1", "/desk/inbox", "/desk/inbox/new", "/desk/inbox/M-2026-0004", "concern", "statement", "act", "meeting", "risk", "own", "upward", "file"],
  baominlan: ["/desk/tips", "/desk/tips/handed", "/desk/tips/keys", "/desk/tips/recovery", "tip"],
  kuangyuejie: ["/desk/people/new", "/desk/units", "/desk/tokens", "/desk/sources/new", "/desk/sources/registry", "/desk/sources/other?way=file", "/desk/topics/new", "/desk/bench", "person", "source", "topic", "regime"],
};

const first = async (page, list, link) => {
  await page.goto(list);
  return page.locator(`main ${link}`).first().getAttribute("href");
};
const behind = {
  tip: (page) => first(page, "/desk/tips", "td a.title"),
  concern: (page) => first(page, "/desk/concerns", "a[data-open]"),
  statement: (page) => first(page, "/desk/review?list=released", "a[data-open]"),
  meeting: (page) => first(page, "/desk/meetings", "a[data-open]"),
  risk: (page) => first(page, "/desk/risks", "a[href^='/desk/risks/'][data-open]"),
  own: (page) => first(page, "/desk/risks", "a[href^='/desk/own/'][data-open]"),
  upward: (page) => first(page, "/desk/upward", "a[data-open]"),
  file: async (page) => (await first(page, "/desk/concerns?grade=major", "a[data-open]")).replace(/[?].*/, "") + "/file",
  act: async (page) => (await first(page, "/desk/concerns", "a[data-open]")).replace(/concerns\/([^?]+).*/, "matters/$1/act/note"),
  person: (page) => first(page, "/desk/people", "a[data-open]"),
  source: (page) => first(page, "/desk/sources", "a[data-open]"),
  topic: (page) => first(page, "/desk/topics", "a[data-open]"),
  regime: (page) => first(page, "/desk/regimes", "a[href^='/desk/regimes/']"),
};

const named = (path) => path.replace(/^\/|\?.*$/g, "").replaceAll("/", "-") || "front";

// whole looks at one page with axe: by turns wide and light, or narrow and dark;
// the long run looks in all four ways. Pictures are taken where somebody wants them.
let turn = 0;
async function whole(page, name) {
  if (process.env.YINGDA_SHOTS) await shoot(page, name);
  const ways = [[WIDE, "light"], [PHONE, "dark"], [WIDE, "dark"], [PHONE, "light"]];
  for (const [size, colorScheme] of process.env.YINGDA_TORTURE ? ways : [ways[turn++ % 2]]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
}

const seen = new Set();
for (const login of six) {
  test(`every page that ${login} can reach is sound`, async () => {
    const page = await slip(browser, server, people[login]);
    await page.goto("/desk");
    const links = await page.locator("nav.nav a, nav.tabbar a").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
    const wrong = [];
    for (const room of [...links, ...(rooms[login] || [])]) {
      // Once is enough here: that every page of everybody opens is held in internal/app,
      // that each kind of page fits a telephone in walk.test.mjs.
      if (seen.has(room) && room !== "/desk") continue;
      const path = room.startsWith("/") ? room : await behind[room](page);
      try {
        assert.ok(path, `no ${room} found`);
        assert.equal((await page.goto(path)).status(), 200, path);
        for (const width of [1280, 390, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(spill <= 0, `${path} is ${spill} px wider than ${width}`);
        }
        await whole(page, path === "/desk" ? `desk-${login}` : named(room.startsWith("/") ? room : `desk-${room}`));
        seen.add(room);
        assert.deepEqual(page.faults.splice(0), [], path);
      } catch (err) {
        page.faults.length = 0;
        wrong.push(err.message);
      }
    }
    assert.deepEqual(wrong, []);
    await page.context().close();
  });
}

test("every public page is sound", async () => {
  const page = await open(browser, server);
  const one = await first(page, "/statements", "a[href^='/statements/S-']");
  const invitation = await first(page, "/invitations", "a[href^='/invitations/Y-']");
  for (const path of ["/", "/statements", one, "/topics", "/corrections", "/figures", "/ledger", "/about", "/press", "/rules", "/requests", "/experts", "/invitations", invitation, "/answers", "/answers/1", "/answers?q=契税", "/desk/sign-in", "/desk/demo"]) {
    assert.equal((await page.goto(path)).status(), 200, path);
    for (const size of [PHONE, WIDE]) {
      await page.setViewportSize(size);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(spill <= 0, `${path} is ${spill} px wider than ${size.width}`);
    }
    await whole(page, path === one ? "public-statement" : "public-" + named(path));
  }
  assert.equal((await page.goto("/nowhere")).status(), 404);
  assert.equal(await page.locator("h1").count(), 1);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
