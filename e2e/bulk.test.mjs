// Many at once: rows are ticked in a list, an act is asked for all of them, a job does
// it one by one and says what it did not do. With script and without.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { press, sample, shows, slip } from "./acts.mjs";
import { browse, shoot, sound, start } from "./run.mjs";

let server, browser, people;
before(async () => {
  server = await start("demo");
  browser = await browse();
  people = await sample(server);
});
after(async () => {
  if (browser) await browser.close();
  if (server) assert.equal(await server.stop(), 0, "SIGTERM ends the program with status 0");
});

// over waits until the open page says that the job has ended.
const over = (page) => page.getByRole("heading", { name: "已办完" }).waitFor({ timeout: 30_000 });

test("ticked rows are urged, live; a range by shift, a box by key", { timeout: 120_000 }, async () => {
  const duty = await slip(browser, server, people.chenshuwan);
  await duty.goto("/desk/concerns");
  const bar = duty.getByRole("form", { name: "批量办理" });
  assert.equal(await bar.isVisible(), false, "no bar before a row is ticked");
  await shoot(duty, "bulk-none");
  const boxes = duty.getByRole("checkbox", { name: /^选中 C-/ });
  await boxes.nth(0).click();
  await boxes.nth(2).click({ modifiers: ["Shift"] });
  await shows(bar, "已选 3 项");
  await duty.keyboard.press("j");
  await duty.keyboard.press("x");
  await shows(bar, "已选 2 项", "x takes the tick off the row that j stands on");
  await duty.keyboard.press("x");
  await shows(bar, "已选 3 项");
  await sound(duty);
  await shoot(duty, "bulk-bar");
  await press(duty, bar.getByRole("button", { name: "催办" }));
  await shows(duty, "勾选的 3 件");
  await sound(duty);
  await duty.getByLabel("催办要求").fill("请今天回复进展");
  await sound(duty);
  await shoot(duty, "bulk-ask");
  const sent = await duty.locator("form#bulk").evaluate((f) => new URLSearchParams(new FormData(f)).toString());
  await press(duty, duty.getByRole("button", { name: "办理这 3 件" }));
  await over(duty);
  await shows(duty, /共 3 件：已办 \d，没有办 \d，还剩 0/);
  assert.equal(await duty.getByRole("button", { name: "停下" }).count(), 0, "nothing is left to stop");
  await sound(duty);
  await shoot(duty, "bulk-done");
  const first = duty.url();
  const again = await duty.request.post("/desk/bulk", { data: sent, headers: { Origin: server.url, "Content-Type": "application/x-www-form-urlencoded" } });
  assert.equal(again.url(), first, "a form sent twice leads to the first");
  await duty.goto("/desk/bulk");
  await shows(duty, "批量办理：催办");
  await sound(duty);
  await duty.goto("/desk/notices");
  await shows(duty, "批量办理「催办」已办完");
  assert.deepEqual(duty.faults, []);
});

test("all that match, but one, are put into a table", { timeout: 120_000 }, async () => {
  const duty = await slip(browser, server, people.chenshuwan);
  await duty.goto("/desk/inbox?list=all");
  const bar = duty.getByRole("form", { name: "批量办理" });
  await duty.getByRole("checkbox", { name: "全选本页" }).check();
  await bar.getByRole("checkbox", { name: /符合筛选的全部/ }).check();
  assert.ok(await bar.getByRole("button", { name: "分办" }).isDisabled(), "sorting is for what was looked at");
  const first = duty.getByRole("checkbox", { name: /^选中 M-/ }).first();
  const number = (await first.getAttribute("value")).split(".")[0];
  await first.uncheck();
  await shows(bar, "本页除外 1 项");
  await press(duty, bar.getByRole("button", { name: "导出表格" }));
  assert.equal(await duty.getByLabel("除外的编号").inputValue(), number);
  await press(duty, duty.getByRole("button", { name: /^办理这/ }));
  await over(duty);
  assert.equal(await duty.getByRole("link", { name: number }).count(), 0, "what was left out is not in it");
  await duty.getByRole("link", { name: "下载表格" }).waitFor();
  const table = await duty.request.get(await duty.getByRole("link", { name: "下载表格" }).getAttribute("href"));
  assert.match(table.headers()["content-type"], /spreadsheetml/);
  await sound(duty);
  assert.deepEqual(duty.faults, []);
});

test("without script: boxes, a form, a page to look at again", { timeout: 120_000 }, async () => {
  const plain = await slip(browser, server, people.chenshuwan, { script: false });
  await plain.goto("/desk/concerns");
  const boxes = plain.getByRole("checkbox", { name: /^选中 C-/ });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await plain.getByRole("form", { name: "批量办理" }).getByRole("button", { name: "写内部记录" }).click();
  await plain.getByLabel("记录").fill("台风停办一天，顺延回访");
  await plain.getByRole("button", { name: "办理这 2 件" }).click();
  for (let n = 0; n < 40 && !(await plain.getByRole("heading", { name: "已办完" }).count()); n++) {
    await plain.waitForTimeout(250);
    await plain.reload();
  }
  await shows(plain, "共 2 件：已办 2，没有办 0，还剩 0");
  await plain.getByRole("link", { name: /^C-/ }).first().click();
  await shows(plain, "台风停办一天，顺延回访");
  await shows(plain, "批量办理");
  assert.deepEqual(plain.faults, []);
});
