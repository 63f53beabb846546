// The program starts, answers, keeps its promises about scripts and styles, and
// stops when asked.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { browse, open, shoot, sound, start } from "./run.mjs";

let server, browser;

before(async () => {
  server = await start("serve");
  browser = await browse();
});

after(async () => {
  if (browser) await browser.close();
  if (server) assert.equal(await server.stop(), 0, "SIGTERM ends the program with status 0");
});

test("it says that it is alive and able to work", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    const answer = await fetch(server.url + path);
    assert.equal(answer.status, 200, path);
  }
});

test("the public front page is sound at both widths", async () => {
  const page = await open(browser, server);
  await page.goto("/");
  await shoot(page, "front");
  await sound(page);
});

test("the desk asks who one is", async () => {
  const page = await open(browser, server);
  await page.goto("/desk");
  assert.equal(await page.locator('input[name="password"]').count(), 1, "a field for the password");
  await shoot(page, "sign-in");
  await sound(page);
});

test("pages read without script", async () => {
  const page = await open(browser, server, { script: false });
  await page.goto("/");
  assert.ok((await page.locator("main").innerText()).length > 0, "the page has words");
});

test("no page runs inline script or loads from elsewhere", async () => {
  const answer = await fetch(server.url + "/");
  const policy = answer.headers.get("content-security-policy") || "";
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    assert.ok(policy.includes(rule), `policy has ${rule}: ${policy}`);
  }
});
