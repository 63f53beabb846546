// An editor's day: ask a section for an article, see how the accounts post, begin
// an article, write it, send it to review; four others sign the gates, another
// approves it for an hour to come, and the account's record shows that it went out.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { act, fill, nextBar, press, sample, shows, slip, until } from "./acts.mjs";
import { browse, open, sound, start } from "./run.mjs";

let server, browser, people, number; // of the article
before(async () => {
  server = await start("demo");
  browser = await browse();
  people = await sample(server);
});
after(async () => {
  if (browser) await browser.close();
  if (server) assert.equal(await server.stop(), 0, "SIGTERM ends the program with status 0");
});

const shanghai = (days, time) => new Date(Date.now() + (days * 24 + 8) * 3600e3).toISOString().slice(0, 10) + (time ? "T" + time : "");

test("an editor from the plan to the review", async () => {
  const page = await slip(browser, server, people.qinzhaoyi);
  await page.goto("/desk/editorial");
  await shows(page.locator("section:has(#e-gaps) tr", { hasText: "网上信访怎么用" }), "没有责任编辑", "the board says what it lacks");
  await sound(page);
  const ask = page.locator("form[action='/desk/editorial/commissions']").last();
  await fill(ask, { title: "夏季接访时间有什么变化", brief: "写给要来访的人，讲清上下午的时间", due: shanghai(2, "17:00"), planned: shanghai(3) });
  await ask.locator("[name=unit]").selectOption({ label: (await ask.locator("[name=unit] option", { hasText: "接访科" }).first().innerText()) });
  await press(page, ask.locator("[type=submit]"));
  assert.ok(await page.getByText("夏季接访时间有什么变化").isVisible(), "the commission stands on the board");
  await page.goto("/desk/editorial/calendar");
  assert.ok(await page.getByText("夏季接访时间有什么变化").isVisible(), "and in the calendar");
  await sound(page);

  await page.goto("/desk/accounts/activity");
  await sound(page);
  await press(page, page.locator("main a.title[href$='/activity']").first());
  assert.ok(await page.locator("svg[role=img]").isVisible(), "a calendar of days");
  await page.locator("details.table summary").click();
  assert.ok((await page.locator("details.table tbody tr").count()) > 3, "with a table behind it");
  await sound(page);

  await page.goto("/desk/editorial/new");
  const form = page.locator("main form[action='/desk/editorial']");
  await fill(form, { title: "来访前可以先在手机上预约", rights: "无" });
  await form.locator("label", { hasText: "新华号" }).locator("[name=accounts]").check();
  await press(page, form.locator("[type=submit]"));
  number = new URL(page.url()).pathname.split("/").pop();
  assert.match(number, /^S-/);
  await sound(page);

  await page.goto(`/desk/statements/${number}`);
  const composer = page.locator("form[action$='/draft']");
  await page.request.post(`/desk/statements/${number}/draft`, { headers: { Origin: server.url }, form: { title: "来访前可以先在手机上预约", text: "扫码购买预约名额。临澄市信访局", version: await composer.locator("[name=version]").inputValue() } });
  await page.goto(`/desk/editorial/${number}`);
  assert.ok(await page.getByText("稿件里不能有广告").first().isVisible(), "advertising keeps it from review");
  await page.goto(`/desk/statements/${number}`);
  await page.request.post(`/desk/statements/${number}/draft`, { headers: { Origin: server.url }, form: { title: "来访前可以先在手机上预约", text: "打开预约页面，选日期和时段，凭短信取号。咨询电话：12345。依据：《信访工作条例》。\n\n临澄市信访局", version: await page.locator("form[action$='/draft'] [name=version]").inputValue() } });
  await page.goto(`/desk/statements/${number}`);
  await act(page, "提交审核");
  await page.goto("/desk/editorial");
  assert.ok(await page.locator("tr", { hasText: "来访前可以先在手机上预约" }).getByText("审核").first().isVisible(), "it is in review");

  const chief = await slip(browser, server, people.xielanting);
  await chief.goto(`/desk/statements/${number}`);
  assert.equal(await chief.getByRole("button", { name: "批准发布" }).count(), 0, "nobody skips the gates");
  assert.deepEqual(page.faults, []);
  await page.context().close();
  await chief.context().close();
});

test("four sign, another approves for an hour to come, and the account's record shows it", async () => {
  const title = "来访前可以先在手机上预约", statement = `/desk/statements/${number}`, pages = [];
  const at = async (login) => {
    const page = await slip(browser, server, people[login]);
    pages.push(page);
    await page.goto(statement);
    return page;
  };
  for (const login of ["jiangxumian", "zhouyinghe", "fangxuzhi", "baominlan"]) await act(await at(login), /^签署/, { checks: true });
  const writer = await at("qinzhaoyi");
  assert.equal(await writer.getByRole("button", { name: "批准发布" }).count(), 0, "who wrote it does not approve it");

  const chief = await at("xielanting");
  await nextBar(chief).getByRole("button", { name: "批准发布", exact: true }).first().click();
  const dialog = chief.locator("dialog[open]"), when = new Date(Math.floor(Date.now() / 1000) * 1000 + 8000);
  // The form asks for minutes; the walk has not that long.
  await dialog.locator("[name=release_at]").evaluate((f) => { f.type = "text"; });
  await dialog.locator("[name=release_at]").fill(when.toISOString().slice(0, 19) + "Z");
  await press(chief, dialog.locator("[type=submit]"));
  await shows(chief, /已批准，定于/);
  const reader = await open(browser, server, { script: false });
  assert.equal((await reader.goto(`/statements/${number}`)).status(), 404, "before its hour nobody reads it");
  await writer.goto("/desk/editorial");
  await shows(writer.locator("tr", { hasText: title }), /定于/, "the board says when it goes out");
  await until(reader, async () => (await reader.getByText("凭短信取号").count()) > 0, "it is public at its hour", 20);
  assert.ok(Date.now() >= when.getTime(), "and not before");

  // The account is connected: its platform took the text, and its record says so.
  await writer.goto(`/desk/editorial/${number}`);
  await until(writer, async () => (await writer.locator("section:has(#a-out) tr", { hasText: "xinhua.example" }).count()) > 0, "the platform has it", 15);
  await writer.goto("/desk/accounts/ZH-0006/activity");
  await shows(writer.locator("section:has(#p-record) tr", { hasText: title }), number, "the posting record names the article");
  for (const page of [reader, ...pages]) assert.deepEqual(page.faults.filter((f) => !f.startsWith("404")), []);
  for (const page of [reader, ...pages]) await page.context().close();
});
