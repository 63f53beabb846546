// Everybody of the sample agency: every page of their menus and one link of each
// kind behind it fits a telephone and a wide screen. That none of them is broken
// and none shows a code is asked without a browser (internal/app, TestSample).
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { sample, slip } from "./acts.mjs";
import { PHONE, WIDE, browse, start } from "./run.mjs";

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

// kind is a path with its numbers and the values of its query left out.
const kind = (path) => path.replace(/#.*/, "").replace(/[A-Z]-\d{4}-\d+|[0-9a-z]{20,}|\b\d+\b/g, "*").replace(/=[^&]*/g, "");

const links = (page, within) =>
  page.locator(within).evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))].filter((h) => h.startsWith("/desk")));

test("no page of anybody is wider than a telephone or a screen", async () => {
  const seen = new Set(), wrong = [];
  for (const [login, person] of Object.entries(people)) {
    const page = await slip(browser, server, person);
    const fits = async (path) => {
      seen.add(kind(path));
      const answer = await page.goto(path).catch(() => null); // a file that is saved is no page
      if (!answer || !(answer.headers()["content-type"] || "").startsWith("text/html")) return false;
      wrong.push(...page.faults.splice(0).map((fault) => `${login}: ${path}: ${fault}`));
      if (answer.status() >= 400) wrong.push(`${login}: ${path} answers ${answer.status()}`);
      for (const size of [WIDE, PHONE]) { // the page that is loaded, drawn twice
        await page.setViewportSize(size);
        const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (spill > 0) wrong.push(`${login}: ${path} is ${spill} px wider than ${size.width}`);
      }
      return true;
    };
    await page.goto("/desk");
    const menu = await links(page, "nav.nav a, nav.tabbar a");
    for (const path of menu.filter((p) => !seen.has(kind(p)))) {
      if (!(await fits(path))) continue;
      for (const link of (await links(page, "main a[href]")).filter((l) => !/\.(docx|pdf|json|xlsx|csv|opml)$|\/export|\/documents\//.test(l))) {
        if (!seen.has(kind(link))) await fits(link);
      }
    }
    await page.context().close();
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen.size > 60, `only ${seen.size} kinds of pages were seen`);
});
