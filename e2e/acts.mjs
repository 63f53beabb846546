// What walks do on the desk: push posts, click steps, fill their forms.
import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { open, run, signIn } from "./run.mjs";

// sent makes a token and returns a function that pushes posts with it.
export function pusher(server) {
  const token = run(server, "token", "create", "--name", "e2e", "--scope", "push");
  return async (posts) => {
    const answer = await fetch(server.url + "/api/v1/posts", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(posts),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
}

// enter opens a page in which a person is signed in. A one-time password is
// changed on the way.
export async function enter(browser, server, person, options) {
  const page = await open(browser, server, options);
  person.password = await signIn(page, person.login, person.password);
  assert.match(new URL(page.url()).pathname, /^\/desk\/?$/, `${person.login} is in`);
  return page;
}

// slip does the same without drawing the forms, for walks about something else.
export async function slip(browser, server, person, options) {
  const page = await open(browser, server, options);
  const send = async (path, form) => {
    const answer = await page.request.post(path, { form, headers: { Origin: server.url } });
    assert.equal(answer.status(), 200, `${path} of ${person.login}`);
    return new URL(answer.url()).pathname;
  };
  if ((await send("/desk/sign-in", { login: person.login, password: person.password })) === "/desk/password") {
    const fresh = "correct-horse-9-battery";
    await send("/desk/password", { old: person.password, password: fresh, again: fresh });
    person.password = fresh;
  }
  return page;
}

// sample returns the people of a demo as its own page lists them, by login.
export async function sample(server) {
  const html = await (await fetch(server.url + "/desk/demo")).text();
  const line = /<b>([^<]+)<\/b> <span class="soft">([^<]+)<\/span>[^]*?class="num">([^<]+)<[^]*?class="num">([^<]+)</g;
  const people = [...html.matchAll(line)].map(([, name, what, login, password]) => ({ name, what, login, password }));
  assert.ok(people.length > 10, "the demo says who can sign in");
  return Object.fromEntries(people.map((p) => [p.login, p]));
}

// fill fills the fields of a form by name: words, an option's word for a
// select, a list of words for boxes, true for all boxes.
export async function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    if (value === true) {
      assert.ok((await field.count()) > 0, `${name} has boxes`);
      for (const box of await field.all()) await box.check();
    } else if (Array.isArray(value)) {
      for (const word of value) await form.getByLabel(word, { exact: true }).check();
    } else if ((await field.first().evaluate((f) => f.tagName)) === "SELECT") {
      await choose(field, value);
    } else {
      await field.fill(value);
    }
  }
}

// choose picks the option whose words, less the indent, are these.
export async function choose(field, word) {
  const value = await field.evaluate((f, w) => [...f.options].find((o) => o.text.trim() === w)?.value, word);
  assert.ok(value !== undefined, `${word} is among ${(await field.innerText()).split("\n").map((x) => x.trim()).join(" / ")}`);
  await field.selectOption(value);
}

// press clicks a button or link that leads to another page, and waits for it.
export async function press(page, locator) {
  await Promise.all([page.waitForNavigation(), locator.click()]);
  await page.waitForLoadState();
}

// nextBar is where a matter's page offers what can be done now.
export const nextBar = (page) => page.getByRole("region", { name: "下一步" });

// act clicks a step of the open matter by its word (or the first whose word
// matches), fills its dialog and sends it. Steps behind 更多 are found there.
export async function act(page, word, fields = {}) {
  const bar = nextBar(page);
  const button = bar.getByRole("button", { name: word, exact: true, includeHidden: true }).first();
  await button.waitFor({ state: "attached" });
  if (!(await button.isVisible())) await bar.locator("summary").click();
  if ((await button.evaluate((b) => b.tagName)) === "BUTTON") {
    await press(page, button); // asks nothing
  } else {
    await button.click();
    const dialog = page.locator("dialog[open]");
    await fill(dialog, fields);
    await press(page, dialog.locator('[type="submit"]'));
  }
  const fault = page.locator('main [role="alert"]');
  assert.equal(await fault.count(), 0, `${word}: ${(await fault.allInnerTexts()).join(" ")}`);
}

// until reloads a page until a check of it holds, for what jobs do a moment later.
export async function until(page, check, what, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; ; ) {
    if (await check()) return;
    if (Date.now() > end) assert.fail(`not within ${seconds} s: ${what} on ${page.url()}`);
    await page.waitForTimeout(400);
    await page.reload();
  }
}

// shows asserts that words stand on a page or a part of it; hides that they do not.
export const shows = async (part, words, why = words) => assert.ok(await part.getByText(words).filter({ visible: true }).count() > 0, `${why}: on ${place(part)}`);
export const hides = async (part, words, why = words) => assert.equal(await part.getByText(words).count(), 0, `${why}: on ${place(part)}`);
const place = (part) => (part.page ? part.page() : part).url();

// send fills and sends a form, or the first that posts to an address.
export async function send(page, where, fields = {}) {
  const form = typeof where === "string" ? page.locator(`main form[action$="${where}"]`).first() : where;
  await fill(form, fields);
  await press(page, form.locator('[type="submit"]'));
  const fault = page.locator('[role="alert"]');
  assert.equal(await fault.count(), 0, `${where}: ${(await fault.allInnerTexts()).join(" ")}`);
}

// sheet makes an XLSX file of rows of texts: the smallest that a spreadsheet opens.
export function sheet(rows) {
  const plain = (t) => t.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const cells = rows.map((row) => `<row>${row.map((t) => `<c t="inlineStr"><is><t>${plain(t)}</t></is></c>`).join("")}</row>`).join("");
  const of = "http://schemas.openxmlformats.org/", head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  return packed({
    "[Content_Types].xml": `${head}<Types xmlns="${of}package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${main}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${main}worksheet+xml"/></Types>`,
    "_rels/.rels": `${head}<Relationships xmlns="${of}package/2006/relationships"><Relationship Id="r1" Type="${of}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${head}<workbook xmlns="${of}spreadsheetml/2006/main" xmlns:r="${of}officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${of}package/2006/relationships"><Relationship Id="r1" Type="${of}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `${head}<worksheet xmlns="${of}spreadsheetml/2006/main"><sheetData>${cells}</sheetData></worksheet>`,
  });
}

// packed is a ZIP archive of texts, none of them compressed.
function packed(files) {
  const bodies = [], index = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text), title = Buffer.from(name), about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(0x21, 8); // 1 January 1980
    about.writeUInt32LE(crc32(body), 10);
    about.writeUInt32LE(body.length, 14);
    about.writeUInt32LE(body.length, 18);
    about.writeUInt16LE(title.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(at, 10);
    bodies.push(Buffer.from("PK\x03\x04", "latin1"), about, title, body);
    index.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), about, where, title);
    at += 4 + about.length + title.length + body.length;
  }
  const end = Buffer.alloc(18), list = Buffer.concat(index), n = Object.keys(files).length;
  end.writeUInt16LE(n, 4);
  end.writeUInt16LE(n, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, list, Buffer.from("PK\x05\x06", "latin1"), end]);
}
