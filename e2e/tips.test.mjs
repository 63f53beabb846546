// Sealed tips in a browser: a citizen tells, two inspectors read, one answers, the
// citizen reads the answer by code, the outcome is published; the unit named and
// the administrators see nothing, and the server never held a word of it. One
// forgets the passphrase and two custodians help; two take a tip out on paper.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { browse, open, run, shoot, sound, start } from "./run.mjs";
import { choose, press, send, shows, slip, until } from "./acts.mjs";

let browser;
before(async () => { browser = await browse(); });
after(async () => { if (browser) await browser.close(); });

const phrase = "四个互不相干的词语在这里";
const told = "接访科有人收加急费，每件二百元，发票写资料费。暗记甲一七九三。";
const answered = "已收到，正在核查。暗记乙二八零四。";
const outcome = "经查，一名工作人员三次违规收取费用，已全部退还，并给予处分。";

const staff = {
  one: { name: "纪一", login: "ji1", unit: "督查科", roles: ["inspector"] },
  two: { name: "纪二", login: "ji2", unit: "督查科", roles: ["inspector"] },
  near: { name: "接访科长", login: "jie", unit: "接访科", roles: ["inspector", "handler"] },
  lead: { name: "局长", login: "ju", unit: "办公室", roles: ["head"] },
};
const custodians = {
  left: { name: "管左", login: "guan1", unit: "网上信访科", roles: ["handler"] },
  right: { name: "管右", login: "guan2", unit: "办信科", roles: ["handler"] },
};

async function people(server, more = {}) {
  const at = {};
  for (const [who, p] of Object.entries({ ...staff, ...more })) {
    p.password = run(server, "user", "add", "--login", p.login, "--name", p.name, "--unit", p.unit, ...p.roles.flatMap((r) => ["--role", r]));
    at[who] = await slip(browser, server, p);
  }
  at.admin = await slip(browser, server, { login: "admin", password: server.password });
  return at;
}

async function makeKey(page, { kind = "recipient", words = phrase } = {}) {
  await page.goto("/desk/tips/keys");
  await page.locator("#k-kind").selectOption(kind);
  await page.locator("#k-phrase").fill(words);
  await page.locator("#k-again").fill(words);
  await submit(page.locator("[data-tip-key]"));
}

// submit sends a form that script answers: it seals or opens, and says that it has.
async function submit(form) {
  await form.locator("[type=submit]").click();
  await form.page().locator("body[data-tip-done]").waitFor({ timeout: 60_000 });
}

// vouch says that the key that waits is its maker's.
async function vouch(page) {
  await page.goto("/desk/tips/keys");
  await sound(page);
  await page.locator("form[action$='/vouch'] [type=submit]").first().click();
  await page.waitForLoadState();
}

async function tell(server, unit, text, { script = true } = {}) {
  const page = await open(browser, server, { script });
  await page.goto("/tips");
  if (script) await sound(page);
  const option = await page.locator("#t-unit option", { hasText: unit }).first().getAttribute("value");
  await page.locator("#t-unit").selectOption(option);
  await page.locator("form [type=submit]").click();
  await page.waitForURL("**/tips/write");
  if (script) {
    await sound(page);
    assert.equal(await page.locator("#t-text").getAttribute("name"), null, "what is typed has no name to be sent by");
  }
  await page.locator("#t-text").fill(text);
  await page.locator("#t-files").setInputFiles({ name: "收据.txt", mimeType: "text/plain", buffer: Buffer.from("附件里的字") });
  await page.locator("form [type=submit]").click();
  await page.waitForFunction(() => document.querySelector("[data-tip-code]")?.textContent.length > 20, undefined, { timeout: 60_000 });
  const code = await page.locator("[data-tip-code]").innerText();
  assert.match(code, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  return { page, code };
}

async function unlock(page, number, words = phrase) {
  if (number) await page.goto(`/desk/tips/${number}`);
  await page.locator("#t-phrase").fill(words);
  await page.locator("[data-tip-unlock] [type=submit]").click();
  await page.locator("[data-tip][data-open]").waitFor({ timeout: 60_000 });
}

async function enterText(page, kind, text) {
  const form = page.locator(`[data-tip-entry=${kind}]`);
  await page.locator(`details:has([data-tip-entry=${kind}]) summary`).click();
  await form.locator("textarea").fill(text);
  const before = await page.locator(`[data-item][data-kind=${kind}]`).count();
  await form.locator("[type=submit]").click();
  await page.locator(`[data-item][data-kind=${kind}]`).nth(before).waitFor({ timeout: 30_000 });
}

const holds = (dir, words) => readdirSync(dir, { withFileTypes: true }).flatMap((f) => {
  const path = join(dir, f.name);
  if (f.isDirectory()) return holds(path, words);
  const body = readFileSync(path);
  return words.filter((w) => body.includes(w)).map((w) => `${w} in ${path}`);
});

test("a tip from citizen to outcome", async () => {
  const server = await start("serve", ["--regime", "petition-bureau"]);
  try {
    const at = await people(server);
    // The head vouches for the first key, whoever has that one for the others.
    for (const [who, by] of [["one", "lead"], ["two", "one"], ["near", "one"]]) {
      await makeKey(at[who]);
      await vouch(at[by]);
    }
    await sound(at.one);
    const { page, code } = await tell(server, "接访科", told);
    await shoot(page, "tips-code");
    const number = `T-${new Date().getFullYear()}-0001`;

    await at.one.goto("/desk/tips");
    assert.ok(await at.one.getByRole("link", { name: number }).isVisible());
    await sound(at.one);
    await unlock(at.one, number);
    assert.equal(await at.one.locator("[data-kind=letter] [data-text]").innerText(), told);
    assert.equal(await at.one.locator("[data-kind=letter] a[download]").innerText(), "收据.txt");
    await sound(at.one);
    await shoot(at.one, "tips-open");
    for (const who of ["near", "lead", "admin"]) {
      const answer = await at[who].request.get(`/desk/tips/${number}`);
      assert.ok([403, 404].includes(answer.status()), `${who} gets ${answer.status()}`);
      assert.ok(!(await answer.text()).includes("接访科</h1>"));
    }
    await at.near.goto("/desk/tips");
    assert.equal(await at.near.getByRole("link", { name: number }).count(), 0, "the unit named sees nothing");

    await enterText(at.one, "answer", answered);
    const citizen = await open(browser, server);
    await citizen.goto("/tips/follow");
    await sound(citizen);
    await citizen.locator("#t-code").fill(code.toLowerCase());
    await citizen.locator("[data-tip-look] [type=submit]").click();
    await citizen.locator("[data-tip-answers] .lines").waitFor({ timeout: 30_000 });
    assert.equal(await citizen.locator("[data-tip-answers] .lines").innerText(), answered);
    await citizen.locator("#t-more").fill("收据在窗口抽屉里。");
    await citizen.locator("[data-tip-reply] [type=submit]").click();
    await citizen.getByText("补充已收到。").waitFor({ timeout: 30_000 });
    await sound(citizen);
    await shoot(citizen, "tips-follow");

    await unlock(at.one, number);
    assert.equal(await at.one.locator("[data-kind=reply] [data-text]").innerText(), "收据在窗口抽屉里。");
    await enterText(at.one, "lead", "收加急费，每件二百元");
    await enterText(at.one, "step", "调取收据存根");
    await enterText(at.one, "finding", "属实，共三次");
    await enterText(at.one, "outcome", outcome);
    await unlock(at.two, number);
    assert.match(await at.two.locator("[data-trace]").innerText(), /没有与来信相同的长句/);
    await at.two.locator("[data-read]").check();
    await at.two.locator("[data-tip-publish] [type=submit]").click();
    await until(at.two, async () => (await at.two.getByText("已办结").count()) > 0, "the tip is closed");
    await citizen.goto("/tips/outcomes");
    assert.ok(await citizen.getByText(outcome).isVisible());
    await sound(citizen);

    const secret = ["暗记甲", "暗记乙", code, code.replaceAll("-", "")];
    assert.deepEqual(holds(server.data, secret), [], "nothing of it is on the disk");
    assert.ok(!secret.some((w) => server.log().includes(w)), "nor in the log");
  } finally {
    await server.stop();
  }
});

test("without script it says that it is weaker, and works", async () => {
  const server = await start("serve", ["--regime", "petition-bureau"]);
  try {
    const at = await people(server);
    await makeKey(at.one);
    await vouch(at.lead);
    const { page, code } = await tell(server, "接访科", told, { script: false });
    await page.goto("/tips/follow");
    assert.ok(await page.getByText("比在浏览器里打开弱").isVisible());
    await page.locator("#t-code").fill(code);
    await page.locator("[data-tip-look] [type=submit]").click();
    assert.ok(await page.getByText("还没有答复").isVisible());
    await page.locator("#t-more").fill("补充一句。");
    await page.locator("form[action='/tips/reply'] [type=submit]").click();
    assert.ok(await page.getByRole("heading", { name: "补充已收到" }).isVisible());
    await at.one.goto("/desk/tips");
    await unlock(at.one, `T-${new Date().getFullYear()}-0001`);
    assert.equal(await at.one.locator("[data-kind=letter] [data-text]").innerText(), told);
    assert.equal(await at.one.locator("[data-kind=reply] [data-text]").innerText(), "补充一句。");
    assert.deepEqual(holds(server.data, ["暗记甲", code]), []);
  } finally {
    await server.stop();
  }
});

test("a forgotten passphrase takes two custodians, and paper takes two readers", async () => {
  const server = await start("serve", ["--regime", "petition-bureau"]);
  try {
    const at = await people(server, custodians), fresh = "另外五个词忘不掉的新口令";
    for (const [who, by] of [["one", "lead"], ["two", "one"]]) {
      await makeKey(at[who]);
      await vouch(at[by]);
    }
    for (const who of ["left", "right"]) await makeKey(at[who], { kind: "custodian" });
    await at.one.goto("/desk/tips/recovery");
    await sound(at.one);
    await submit(at.one.locator("[data-tip-split]"));
    await vouch(at.two);
    const { page: citizen } = await tell(server, "接访科", told);
    const number = `T-${new Date().getFullYear()}-0001`;

    // One forgets: the new key opens nothing that was told before.
    await makeKey(at.one, { words: fresh });
    await vouch(at.two);
    await at.one.goto(`/desk/tips/${number}`);
    await at.one.locator("#t-phrase").fill(fresh);
    await at.one.locator("[data-tip-unlock] [type=submit]").click();
    await at.one.locator("[data-tip-unlock] [data-tip-said]:not([hidden])").waitFor({ timeout: 60_000 });
    await at.one.goto("/desk/tips/recovery");
    await send(at.one, "/recovery/ask", { reason: "接收人忘了口令或钥匙损坏" });
    await at.two.goto("/desk/notices");
    await shows(at.two, /纪一申请应急开启密封线索/, "everybody with a key is told");
    await at.two.goto("/desk/tips/recovery");
    assert.equal(await at.two.locator("[data-tip-give]").count(), 0, "who holds no half has none to give");
    for (const who of ["left", "right"]) {
      await at.one.goto("/desk/tips/recovery");
      assert.equal(await at.one.locator("[data-tip-use]").count(), 0, "not before both gave their half");
      await at[who].goto("/desk/tips/recovery");
      await sound(at[who]);
      await at[who].locator("[data-tip-give] [data-phrase]").fill(phrase);
      await submit(at[who].locator("[data-tip-give]"));
      assert.ok([403, 404].includes((await at[who].request.get(`/desk/tips/${number}`)).status()), "a custodian reads nothing");
    }
    await at.one.goto("/desk/tips/recovery");
    await shoot(at.one, "tips-recovery");
    await at.one.locator("[data-tip-use] [data-phrase]").fill(fresh);
    await submit(at.one.locator("[data-tip-use]"));
    await unlock(at.one, number, fresh);
    assert.equal(await at.one.locator("[data-kind=letter] [data-text]").innerText(), told);
    await at.one.goto("/desk/tips/recovery");
    await shows(at.one, "还没有设立。", "the recovery key is used up");
    await shows(at.one, "已使用");
    await sound(at.one);

    // Paper: one asks, another agrees, the page opens once and carries both names.
    await at.two.goto(`/desk/tips/${number}`);
    const button = (where) => `form[action$='${where}'] [type=submit]`;
    await choose(at.two.locator("#t-reason"), "移送有管辖权的纪检监察机关");
    await press(at.two, at.two.locator(button("/exports")));
    assert.equal(await at.two.locator("form[action$='/agree'], form[action$='/print']").count(), 0, "nobody agrees to what they asked for");
    await at.one.goto(`/desk/tips/${number}`);
    await press(at.one, at.one.locator(button("/agree")));
    await at.two.goto(`/desk/tips/${number}`);
    await press(at.two, at.two.locator(button("/print")));
    await unlock(at.two, "", phrase);
    assert.equal(await at.two.locator("[data-kind=letter] [data-text]").innerText(), told);
    await at.two.emulateMedia({ media: "print" });
    assert.match(await at.two.locator(".tipmark span").first().innerText(), new RegExp(`${number} 纪二、纪一 .*移送有管辖权`), "both names stand on what is printed");
    assert.ok(await at.two.locator(".tipmark span").first().isVisible());
    assert.ok(await at.two.locator("[data-kind=letter] [data-text]").isVisible(), "and the letter");
    await at.two.setViewportSize({ width: 760, height: 1000 });
    assert.ok((await at.two.locator("[data-tip-body]").boundingBox()).width > 700, "over the whole sheet");
    await shoot(at.two, "tips-export");
    await at.two.emulateMedia({ media: "screen" });
    await at.two.goto(`/desk/tips/${number}`);
    await shows(at.two, "已导出");
    assert.match(await at.two.locator("section:has(#t-about)").innerText(), /能打开的人：(纪一、纪二|纪二、纪一)$/m, "each reader is named once");
    assert.equal(await at.two.locator("form[action$='/print']").count(), 0, "it opens once");
    await citizen.goto("/ledger");
    for (const words of ["应急开启密封线索", "导出密封线索"]) await shows(citizen, words, "the public ledger counts it");
    assert.deepEqual(holds(server.data, ["暗记甲", fresh, phrase]), []);
    for (const page of [citizen, ...Object.values(at)]) assert.deepEqual(page.faults, []);
  } finally {
    await server.stop();
  }
});
