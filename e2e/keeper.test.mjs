// A keeper's day with official accounts: an opening by form, the paper of the
// level above recorded by another, the account opened and found by anybody; it is
// connected to its platform, its key is changed, and its plan of emergency drilled.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { fill, hides, press, sample, send, shows, slip, until } from "./acts.mjs";
import { browse, open, sound, start } from "./run.mjs";

let server, browser, people;

before(async () => {
  server = await start("demo");
  browser = await browse();
  people = await sample(server);
});
after(async () => {
  if (browser) await browser.close();
  if (server) await server.stop();
});

const submit = (page, id) => press(page, page.locator(`section:has(#${id}) [type=submit]`));

test("a keeper opens an account level by level, and the public can check it", async () => {
  const keeper = await slip(browser, server, people.fangxuzhi);
  await keeper.goto("/desk/accounts/new");
  await sound(keeper);
  const form = keeper.locator('main form[action="/desk/accounts"]');
  const fields = { platform: "哔哩哔哩", kind: "视频账号", name: "临澄市信访局", in_charge: "栾文洲", keeper: "方叙之", purpose: "用短视频说明怎样办信访事项", columns: "每周一条", review: "办公室写稿，主任审核", security: "专用手机，双人保管" };
  await fill(form, { ...fields, holder: "个人" });
  await press(keeper, form.locator("[type=submit]"));
  assert.match(await keeper.locator("main").innerText(), /个人账号不登记/, "a private account is refused with the reason");
  assert.equal(await form.locator("[name=columns]").inputValue(), "每周一条", "what was typed is kept");
  await fill(form, { holder: "机关" });
  await press(keeper, form.locator("[type=submit]"));
  const filing = new URL(keeper.url()).pathname;
  assert.match(filing, /^\/desk\/filings\/A-/);
  await submit(keeper, "h-submit_filing");
  assert.match(await keeper.locator("section:has(#f-levels)").innerText(), /等它的意见/);
  await sound(keeper);

  const director = await slip(browser, server, people.zhouyinghe);
  await director.goto(filing);
  const paper = director.locator("section:has(#h-record_level) form");
  await fill(paper, { reference: "省局办函〔2026〕8号", note: "同意开设" });
  await press(director, paper.locator("[type=submit]"));

  await keeper.goto(filing);
  const opened = keeper.locator("section:has(#h-register_account) form");
  await fill(opened, { handle: "lcxf_bili", address: "https://bili.example/lcxf" });
  await press(keeper, opened.locator("[type=submit]"));
  assert.match(await keeper.locator("main").innerText(), /已备案/);
  const sheet = await keeper.request.get(filing + "/form.docx");
  assert.equal(sheet.status(), 200);

  const reader = await open(browser, server, { script: false });
  await reader.goto("/accounts/check?q=" + encodeURIComponent("@LCXF_bili"));
  assert.match(await reader.locator("main").innerText(), /有这样一个官方账号/);
  const answer = await (await reader.request.get("/accounts/check.json?q=https://www.bili.example/lcxf/")).json();
  assert.equal(answer.answer, "genuine");
  assert.equal(answer.accounts[0].name, "临澄市信访局");
  assert.equal((await (await reader.request.get("/accounts/check.json?q=没有这个账号")).json()).answer, "unknown");
  const code = await reader.request.get(`/accounts/${answer.accounts[0].number}/qr.svg`);
  assert.match(await code.text(), /^<svg/);
  for (const page of [keeper, director, reader]) await page.context().close();
});

// platform stands in for where an account stands: its public feed, and a receiver.
async function platform() {
  const item = `<item><title>改预约时间的三步</title><link>https://bili.example/lcxf/1</link><pubDate>${new Date(Date.now() - 3600e3).toUTCString()}</pubDate></item>`;
  const calls = [];
  const at = createServer((ask, answer) => {
    calls.push(`${ask.method} ${ask.url}`);
    answer.statusCode = ask.url === "/feed.xml" ? 200 : 404;
    answer.end(ask.url === "/feed.xml" ? `<?xml version="1.0"?><rss version="2.0"><channel><title>临澄市信访局</title>${item}</channel></rss>` : "");
  });
  await new Promise((listening) => at.listen(0, "127.0.0.1", listening));
  return { calls, url: `http://127.0.0.1:${at.address().port}`, close: () => at.close() };
}

test("a keeper connects it, changes its key, and drills its plan with others", async () => {
  const stand = await platform(), key = () => "whsec_" + randomBytes(32).toString("base64");
  const keeper = await slip(browser, server, people.fangxuzhi), security = await slip(browser, server, people.nirongbai);
  await keeper.goto("/desk/platforms");
  await press(keeper, keeper.locator("tr", { hasText: "哔哩哔哩" }).locator("a"));
  const link = new URL(keeper.url()).pathname, account = link.replace("/platform", "");
  await send(keeper, "/platform", { in_url: stand.url + "/feed.xml", out_url: stand.url + "/in" });
  await shows(keeper, "缺密钥", "its key is still missing");

  await security.goto(account + "/keys/new");
  await send(security, "/keys", { name: "推送签名密钥", keeper: "方叙之，综合信息科" });
  const first = key();
  for (const [value, again] of [[first, false], [first, true], [key(), false]]) {
    await keeper.goto(account + "/keys/webhook_secret");
    const form = keeper.locator('main form[action$="/keys"]');
    await fill(form, { value });
    await press(keeper, form.locator("[type=submit]"));
    assert.equal(await keeper.getByText("与原来的相同").count() > 0, again, "a change is a change");
    assert.ok(!(await keeper.content()).includes(value), "no page shows a key");
  }
  await keeper.goto(link);
  await until(keeper, async () => (await keeper.locator("tr", { hasText: "最近读取发布记录" }).count()) > 0, "it is read at once", 15);
  await shows(keeper, "正常", "and the line is in order");
  await sound(keeper);
  assert.ok(stand.calls.includes("GET /feed.xml") && !stand.calls.some((c) => c.startsWith("POST")), stand.calls.join());
  await keeper.goto("/desk/accounts/activity");
  await press(keeper, keeper.locator("main tr", { hasText: "哔哩哔哩" }).locator("a.title").first());
  await shows(keeper.locator("section:has(#p-record)"), "改预约时间的三步", "the record has what stands there");

  const chief = await slip(browser, server, people.xielanting);
  await chief.goto(account + "/plan");
  await send(chief, "/plan", { coordinator: "周映禾，办公室", deputy: "方叙之，综合信息科", departments: "综合信息科\n市大数据局运维值班" });
  await keeper.goto(account + "/plan");
  await send(keeper, "/alarm", { kind: "账号被盗用", reason: "演练：假定手机丢失", drill: true });
  await shows(keeper, "正在演练：账号被盗用");
  await send(keeper, "/step", { step: "更换全部密钥", note: "两人到场，按清单更换" });
  await send(keeper, "/step", { step: "告知有关部门", note: "按名单打电话，都接通了" });
  assert.equal(await keeper.locator('main form[action$="/alarm/end"]').count(), 0, "who began it does not end it");
  const reader = await open(browser, server, { script: false });
  await reader.goto("/accounts/check?q=" + encodeURIComponent("@LCXF_bili"));
  await hides(reader, "出现异常", "a drill tells the public nothing");
  const director = await slip(browser, server, people.zhouyinghe);
  await director.goto(account + "/plan");
  await shows(director, "正在演练：账号被盗用");
  await send(director, "/alarm/end", { participants: "周映禾、方叙之", findings: "备用手机没有登录过，已补。" });
  await shows(director.locator("section:has(#p-past) tr", { hasText: "备用手机没有登录过" }), "演练", "what was found stays on record");
  for (const page of [keeper, security, chief, reader, director]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
  stand.close();
});

test("the pages of accounts are sound on a screen and on a phone", async () => {
  const page = await slip(browser, server, people.fangxuzhi);
  for (const path of ["/desk/accounts", "/desk/accounts/ZH-0003", "/desk/accounts/rules", "/desk/accounts/import", "/desk/accounts/matrix", "/desk/accounts/matrix?account=ZH-0001", "/desk/accounts/joint", "/desk/accounts/levels", "/desk/fakes", "/desk/filings", "/desk/filings/A-2026-0002", "/accounts", "/accounts/ZH-0001", "/accounts/ZH-0001/card", "/accounts/check?q=x"]) {
    assert.equal((await page.goto(path)).status(), 200, path);
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(spill <= 0, `${path} is ${spill} px wider than ${width}`);
    }
    await sound(page);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
