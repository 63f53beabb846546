// A keeper's day with official accounts: an opening by form, the paper of the
// level above recorded by another, the account opened and found by anybody.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { fill, press, sample, slip } from "./acts.mjs";
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

test("the pages of accounts are sound on a screen and on a phone", async () => {
  const page = await slip(browser, server, people.fangxuzhi);
  for (const path of ["/desk/accounts", "/desk/accounts/ZH-0003", "/desk/accounts/rules", "/desk/accounts/import", "/desk/accounts/matrix", "/desk/accounts/joint", "/desk/accounts/levels", "/desk/fakes", "/desk/filings", "/desk/filings/A-2026-0002", "/accounts", "/accounts/ZH-0001", "/accounts/ZH-0001/card", "/accounts/check?q=x"]) {
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
