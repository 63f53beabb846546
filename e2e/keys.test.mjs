// The keys of the desk: the command bar, the letters after g, the steps of a matter
// by a letter, the list that one comes back to; and that all of it can be switched
// off. Then two people who have one concern and one draft open at once.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { act, press, sample, slip } from "./acts.mjs";
import { accessible, browse, shoot, sound, start } from "./run.mjs";

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

const bar = (page) => page.locator("dialog#bar");
const picked = (page) => page.locator("#bar-list [aria-selected=true]");
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

async function opened(page) {
  await page.keyboard.press("Control+k");
  await bar(page).waitFor();
  await page.locator("#bar-list li").first().waitFor();
}

// goes asserts that what is done leads to an address.
async function goes(page, to, what) {
  await Promise.all([page.waitForURL((u) => (to instanceof RegExp ? to.test(u.pathname + u.search) : u.pathname + u.search === to)), what()]);
}

test("the command bar lists pages and acts, goes there, and gives the focus back", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk");
  await page.locator("#q").focus();
  await opened(page);
  assert.equal(await focused(page), "bar-q");
  assert.ok((await page.locator("#bar-list li").count()) > 15, "everything this person may open");
  assert.equal(await page.locator("#bar-q").getAttribute("aria-activedescendant"), await picked(page).getAttribute("id"));
  await accessible(page);
  await shoot(page, "bar");
  await page.keyboard.press("Escape");
  assert.equal(await bar(page).getAttribute("open"), null);
  assert.equal(await focused(page), "q", "the focus is where it was");

  for (const [typed, to] of [["来件", "/desk/inbox"], ["shenhe", /q=shenhe/], ["gzgq", "/desk/concerns"], ["sources", "/desk/sources"], ["立一件", "/desk/concerns/new"]]) {
    await opened(page);
    await page.keyboard.type(typed);
    await goes(page, to, () => page.keyboard.press("Enter"));
  }
  await opened(page);
  const first = await picked(page).innerText();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await picked(page).innerText(), first);
  await page.keyboard.press("ArrowUp");
  assert.equal(await picked(page).innerText(), first);
  await page.keyboard.press("Control+k");
  assert.equal(await bar(page).getAttribute("open"), null, "the same keys close it");

  await page.goto("/desk/concerns");
  const number = (await page.locator("main [data-open]").first().getAttribute("href")).match(/C-[0-9-]+/)[0];
  await opened(page);
  await page.keyboard.type(number.toLowerCase().replaceAll("-", ""));
  assert.match(await picked(page).innerText(), new RegExp(number));
  await goes(page, `/desk/concerns/${number}`, () => page.keyboard.press("Enter"));
  await opened(page);
  await page.keyboard.type("取号机坏了");
  assert.match(await picked(page).innerText(), /检索/);
  await goes(page, /^\/desk\/search\?q=/, () => page.keyboard.press("Enter"));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("no key acts in the bar while an input method composes", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk");
  await opened(page);
  const before = await picked(page).innerText();
  const ime = await page.context().newCDPSession(page);
  await ime.send("Input.imeSetComposition", { text: "gong'zhong", selectionStart: 10, selectionEnd: 10 });
  assert.equal(await picked(page).innerText(), before, "half a word finds nothing");
  await page.locator("#bar-q").evaluate((f) => {
    for (const key of ["ArrowDown", "Enter"]) f.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true }));
  });
  assert.equal(new URL(page.url()).pathname, "/desk");
  assert.equal(await picked(page).innerText(), before);
  assert.equal(await bar(page).evaluate((d) => d.dispatchEvent(new Event("cancel", { cancelable: true }))), false, "Escape is the input method's");
  await ime.send("Input.insertText", { text: "公众关切" });
  assert.match(await picked(page).innerText(), /公众关切/);
  await goes(page, "/desk/concerns", () => page.keyboard.press("Enter"));
  await page.context().close();
});

test("in English, and only what this person may open", async () => {
  const page = await slip(browser, server, people.zhouyinghe, { theme: "dark" });
  await page.request.post("/desk/language", { form: { lang: "en", back: "/desk" }, headers: { Origin: server.url } });
  await page.goto("/desk");
  await opened(page);
  await accessible(page);
  await shoot(page, "bar-english-dark");
  await page.keyboard.type("relation"); // nothing is called so
  assert.match(await picked(page).innerText(), /Search for/);
  await page.locator("#bar-q").fill("关切");
  assert.match(await picked(page).innerText(), /concern/i, "Chinese words are understood too");
  await page.locator("#bar-q").fill("Jobs");
  assert.equal(await page.locator("#bar-list li[data-href='/desk/jobs']").count(), 0, "an officer does not administer");
  await page.context().close();
});

test("letters lead to pages and open the steps of a concern; Escape goes back to the row", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk");
  const jump = async (letter, to) => {
    await page.keyboard.press("g");
    await goes(page, to, () => page.keyboard.press(letter));
  };
  await jump("s", "/desk/inbox");
  await jump("e", "/desk/group"); // in a folded part of the menu
  await jump("c", "/desk/concerns");
  await goes(page, "/desk/concerns/new", () => page.keyboard.press("n"));
  await page.goto("/desk/concerns?list=all");
  await page.setViewportSize({ width: 1440, height: 420 });
  const rows = page.locator("main [data-row]");
  const last = rows.nth((await rows.count()) - 1);
  await last.scrollIntoViewIfNeeded();
  const top = await page.evaluate(() => scrollY);
  assert.ok(top > 0, "the list is longer than the window");
  await press(page, last.locator("[data-open]"));
  await goes(page, "/desk/concerns?list=all", () => page.keyboard.press("Escape"));
  assert.ok(await last.evaluate((r) => "last" in r.dataset), "the row is marked");
  assert.equal(await page.evaluate(() => Math.round(scrollY)), Math.round(top), "the list stands where it stood");
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.goto("/desk/concerns");
  await press(page, page.locator("main [data-open]").first());
  await page.keyboard.press("?");
  const help = await page.locator("dialog[open]").innerText();
  assert.match(help, /Ctrl\+K\s+命令栏/);
  assert.match(help, /x\s+写内部记录/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  const note = page.locator("dialog[open] textarea");
  await note.waitFor();
  await note.fill("已电话核对");
  await goes(page, /^\/desk\/concerns\/C-/, () => note.press("Control+Enter"));
  assert.ok(await page.getByText("已电话核对").first().isVisible(), "Ctrl+Enter sent it");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("who wants no keys has none", async () => {
  const page = await slip(browser, server, people.zhouyinghe);
  await page.goto("/desk/settings");
  await page.locator("[name=no_keys]").check();
  await press(page, page.locator("main form[action='/desk/settings'] [type=submit]"));
  for (const keys of ["Control+k", "?", "/", "j"]) await page.keyboard.press(keys);
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.notEqual(await focused(page), "q");
  await page.locator("[data-opens=bar]").click();
  await bar(page).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[name=no_keys]").uncheck();
  await press(page, page.locator("main form[action='/desk/settings'] [type=submit]"));
  await page.context().close();
});

test("two people see each other on a concern, and who fills in a form", async () => {
  const one = await slip(browser, server, people.zhouyinghe);
  const two = await slip(browser, server, people.chenshuwan, { theme: "dark" });
  await one.goto("/desk/concerns");
  await press(one, one.locator("main [data-open]").first());
  await two.goto(new URL(one.url()).pathname);
  await one.locator("#presence", { hasText: "陈述婉在看" }).waitFor();
  await two.keyboard.press("x");
  await two.locator("dialog[open] textarea").pressSequentially("正在写");
  await one.locator("#presence", { hasText: "陈述婉在填写" }).waitFor();
  await sound(one);
  await shoot(one, "presence-concern");
  await two.context().close();
  await one.waitForFunction(() => document.getElementById("presence").textContent.trim() === "", null, { timeout: 15_000 });
  assert.deepEqual(one.faults, []);
  await one.context().close();
});

test("one draft, two people: the second sees who writes, takes over knowingly, and nothing is lost", async () => {
  const writer = await slip(browser, server, people.qinzhaoyi);
  await writer.goto("/desk/editorial/new");
  const form = writer.locator("main form[action='/desk/editorial']");
  await form.locator("[name=title]").fill("来访前可以先预约");
  await form.locator("[name=rights]").fill("无");
  await form.locator("label", { hasText: "新华号" }).locator("[name=accounts]").check();
  await press(writer, form.locator("[type=submit]"));
  const draft = "/desk/statements/" + new URL(writer.url()).pathname.split("/").pop();
  const chief = await slip(browser, server, people.xielanting);
  const text = (page) => page.locator("#c-text");
  await writer.goto(draft);
  await chief.goto(draft);
  await writer.locator("#presence", { hasText: "谢" }).waitFor();
  assert.ok(await text(chief).isEditable(), "who only looks locks nobody out");

  await text(writer).fill("打开预约页面，选日期和时段。");
  await chief.locator("[data-held-note]", { hasText: "起在修改这份稿件" }).waitFor();
  assert.ok(!(await text(chief).isEditable()), "the second page takes no strokes");
  assert.ok(await chief.locator("form[data-draft] [type=submit]").isDisabled());
  await writer.locator("[data-autosave-state][data-state=saved]").waitFor();
  await sound(chief);
  await shoot(chief, "presence-draft");
  await chief.emulateMedia({ colorScheme: "dark" });
  await sound(chief);
  await shoot(chief, "presence-draft-dark");
  await chief.emulateMedia({ colorScheme: "light" });

  await press(chief, chief.getByRole("button", { name: "接手修改" }));
  assert.equal(await text(chief).inputValue(), "打开预约页面，选日期和时段。", "what the other had written is there");
  assert.ok(await text(chief).isEditable());
  await text(writer).press("End"); // a stroke in the moment before the page hears of it
  await writer.keyboard.type("凭短信取号。");
  await writer.locator("[data-held-note]", { hasText: "接手修改了这份稿件" }).waitFor();
  assert.ok(!(await text(writer).isEditable()));
  assert.match(await text(writer).inputValue(), /选日期和时段/, "what was written stays in its field");
  await text(chief).press("End");
  await chief.keyboard.type("咨询电话：12345。");
  await chief.locator("[data-autosave-state][data-state=saved]").waitFor();
  await chief.reload();
  assert.match(await text(chief).inputValue(), /咨询电话：12345。$/);
  assert.ok(!/凭短信/.test(await text(chief).inputValue()), "the page that was taken from kept nothing more");
  for (const page of [writer, chief]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});
