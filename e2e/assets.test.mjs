// The scripts, styles and icons work by themselves under the content policy of
// the product, in a page that uses every data- attribute they know.
import { test, before, after, afterEach } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { browse, open, shoot, sound } from "./run.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "internal", "view", "dist");
const names = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));
const asset = (name) => "/assets/" + names[name];
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const kinds = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };

const icon = (name) => `<svg class="i" aria-hidden="true"><use href="${asset("icons.svg")}#${name}"/></svg>`;
const page = () => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>部件</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="${asset("early.js")}"></script><script src="${asset("desk.js")}" defer></script>
<link rel="icon" href="${asset("favicon.svg")}"><link rel="stylesheet" href="${asset("yingda.css")}"></head>
<body><a class="skip" href="#main">跳到正文</a>
<header class="top"><form class="find" role="search"><label class="vh" for="q">检索</label><input class="input" id="q" type="search" data-find></form>
<div class="end"><button class="btn" type="button" data-theme-switch>${icon("moon")}切换深浅色</button><a class="btn" href="/there" data-go="d">${icon("desk")}工作台</a></div></header>
<main class="page" id="main"><h1 class="h1">部件</h1>
<span class="grade grade--major">${icon("g3")}重大</span>
<div data-list="works"><div class="bulk" data-bulk hidden><span data-chosen></span></div>
<table class="list"><thead><tr><th><input type="checkbox" data-choose-all aria-label="全选"></th><th>办件</th></tr></thead><tbody>
${[1, 2, 3].map((n) => `<tr data-row><td><input type="checkbox" data-choose aria-label="选第 ${n} 件"></td><td class="c-title"><a class="title" data-open href="/row/${n}">第 ${n} 件</a></td></tr>`).join("\n")}
</tbody></table></div>
<form method="post" action="/sent" data-autosave="/draft"><input type="hidden" name="version" value="1">
<label class="label" for="t">答复稿</label><textarea class="area" id="t" name="text"></textarea>
<p class="saved" data-autosave-state></p><button class="btn" data-submit data-key="s">提交审核</button></form>
<div id="live" hx-sse:connect="/events" hx-swap="innerHTML">无</div>
<button class="btn" type="button" hx-get="/part" hx-target="#part">取一段</button><div id="part"></div>
</main></body></html>`;

let server, browser, drafts, refuse;

function answer(req, res) {
  const path = req.url;
  const send = (status, type, body, more = {}) => {
    res.writeHead(status, { "Content-Type": type, "Content-Security-Policy": policy, ...more });
    res.end(body);
  };
  if (path.startsWith("/assets/")) {
    const name = path.slice(8);
    return send(200, kinds[name.split(".").pop()], readFileSync(join(dist, name)));
  }
  if (path === "/draft") {
    let body = "";
    req.on("data", (c) => (body += c));
    req.on("end", () => {
      drafts.push(new URLSearchParams(body));
      if (refuse) send(refuse, "application/json", "{}");
      else send(200, "application/json", JSON.stringify({ version: drafts.length + 1 }));
    });
    return;
  }
  if (path === "/part") {
    return send(200, "text/html", "<p>到了</p>", { "HX-Trigger": JSON.stringify({ "yingda:toast": { text: "saved" } }) });
  }
  if (path === "/events") {
    res.writeHead(200, { "Content-Type": "text/event-stream", "Content-Security-Policy": policy });
    res.write("data: <b>新到 1 条</b>\n\n");
    return;
  }
  send(200, "text/html; charset=utf-8", page());
}

before(async () => {
  const http = createServer(answer);
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  server = { url: `http://127.0.0.1:${http.address().port}`, stop: () => { http.closeAllConnections(); http.close(); } };
  browser = await browse();
});
after(async () => {
  await browser.close();
  server.stop();
});

// a page left open would go on saving its draft into the next test
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

async function fresh(options) {
  drafts = [];
  refuse = 0;
  const p = await open(browser, server, options);
  await p.goto("/");
  return p;
}

test("the parts are sound in light and dark", async () => {
  for (const theme of ["light", "dark"]) {
    const p = await fresh({ theme });
    await shoot(p, `parts-${theme}`);
    await sound(p);
  }
});

test("icons come from one file and are drawn", async () => {
  const p = await fresh();
  const box = await p.locator(".grade svg use").evaluate((u) => u.getBBox().width);
  assert.ok(box > 0, "the drawing has a size");
});

test("a chosen theme is kept", async () => {
  const p = await fresh();
  await p.locator("[data-theme-switch]").click();
  assert.equal(await p.evaluate(() => document.documentElement.dataset.theme), "dark");
  await p.reload();
  assert.equal(await p.evaluate(() => document.documentElement.dataset.theme), "dark");
});

test("j and k move through the list, Enter opens, and the row is marked on return", async () => {
  const p = await fresh();
  await p.keyboard.press("j");
  await p.keyboard.press("j");
  await p.keyboard.press("j");
  await p.keyboard.press("k");
  assert.equal((await p.locator("[data-here]").innerText()).trim(), "第 2 件");
  await p.keyboard.press("Enter");
  await p.waitForURL("**/row/2");
  await p.goto("/");
  assert.equal((await p.locator("[data-last]").innerText()).trim(), "第 2 件");
});

test("g then a letter jumps; / reaches the search; ? lists the keys", async () => {
  const p = await fresh();
  await p.keyboard.press("?");
  assert.ok((await p.locator("dialog[open]").innerText()).includes("提交审核"), "the help names the page's own keys");
  await p.locator("dialog [data-closes]").click();
  await p.keyboard.press("/");
  assert.equal(await p.evaluate(() => document.activeElement.id), "q");
  await p.locator("h1").click();
  await p.keyboard.press("g");
  await p.keyboard.press("d");
  await p.waitForURL("**/there");
});

test("no key acts while an input method composes or a field has the focus", async () => {
  const p = await fresh();
  await p.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", isComposing: true, bubbles: true })));
  await p.locator("#t").fill("");
  await p.locator("#t").press("j");
  assert.equal(await p.locator("[data-here]").count(), 0);
  assert.equal(await p.locator("#t").inputValue(), "j");
});

test("ticking all rows shows how many", async () => {
  const p = await fresh();
  await p.locator("[data-choose-all]").check();
  assert.equal(await p.locator("[data-chosen]").innerText(), "已选 3 项");
  assert.ok(await p.locator("[data-bulk]").isVisible());
});

test("a draft is kept on the server a moment after typing", async () => {
  const p = await fresh();
  await p.locator("#t").fill("各位居民：");
  await p.locator('.saved[data-state="saved"]').waitFor();
  assert.equal(drafts[0].get("text"), "各位居民：");
  assert.equal(await p.locator("[name=version]").inputValue(), "2");
});

test("a draft whose session ended says so, and is kept once one signed in beside it", async () => {
  const p = await fresh();
  refuse = 401;
  await p.locator("#t").fill("写了很久");
  await p.locator(`.saved[data-state="failed"]`).waitFor();
  refuse = 0;
  await p.locator(`.saved[data-state="saved"]`).waitFor({ timeout: 20_000 });
  assert.equal(drafts.at(-1).get("text"), "写了很久");
});

test("a draft that somebody else changed is not overwritten, and the words stay", async () => {
  const p = await fresh();
  refuse = 409;
  await p.locator("#t").fill("各位居民：");
  await p.locator('.saved[data-state="stale"]').waitFor();
  await p.locator("#t").fill("各位居民：您好");
  await p.waitForTimeout(2000);
  assert.equal(drafts.length, 1, "nothing more is sent");
  assert.equal(await p.locator("#t").inputValue(), "各位居民：您好");
});

test("parts of pages arrive by request and by event under the content policy", async () => {
  const p = await fresh();
  await p.locator("[hx-get]").click();
  await p.locator("#part p").waitFor();
  await p.locator(".toast").waitFor();
  await p.locator("#live b").waitFor();
  assert.deepEqual(p.faults, []);
});
