// The frame of every walk: one browser, one running program, pages that report
// their own faults. `make test` runs all walks through e2e_test.go; while one
// writes a walk, `node --test --test-name-pattern=… e2e/` is quicker.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.YINGDA_BIN || join(here, "..", "bin", "yingda");
const shots = process.env.YINGDA_SHOTS || join(here, "shots");

// The two widths at which every page is looked at.
export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

// freePort returns a port of the loopback address that was free a moment ago.
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// start runs `yingda COMMAND` on a free port with a data folder of its own and
// returns once it has written its line "ready http://…":
//   { url, data, password, log(), stop() }
// password is the head administrator's one-time password, "" if there is none.
// database is the url of a PostgreSQL database; without it there is a file.
export async function start(command = "serve", args = [], { wait = 60_000, database = "" } = {}) {
  const data = mkdtempSync(join(tmpdir(), "yingda-e2e-"));
  const port = await freePort();
  const place = ["--data", data, ...(database ? ["--database", database] : [])];
  const child = spawn(program, [command, ...place, "--listen", `127.0.0.1:${port}`, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  const ended = new Promise((resolve) => child.on("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const status = await ended;
    clearTimeout(late);
    rmSync(data, { recursive: true, force: true });
    return status;
  };
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready after ${wait} ms:\n${log}`)), wait);
    const hear = (chunk) => {
      log += chunk;
      if (/ready\b.*http:\/\//.test(log)) {
        clearTimeout(late);
        resolve();
      }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    ended.then((status) => {
      clearTimeout(late);
      reject(new Error(`yingda ${command} ended with ${status}:\n${log}`));
    });
  }).catch(async (err) => {
    await stop();
    throw err;
  });
  return { url: `http://127.0.0.1:${port}`, data, place, password: firstPassword(data), log: () => log, stop };
}

function firstPassword(data) {
  try {
    return readFileSync(join(data, "first-password"), "utf8").trim();
  } catch {
    return "";
  }
}

// run calls a yingda command that ends, such as `user add`, on the data of a
// running program, and returns its output; it fails if the command does.
export function run(server, ...args) {
  const done = spawnSync(program, [...args, ...server.place], { encoding: "utf8" });
  assert.equal(done.status, 0, `yingda ${args.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

// browse starts the installed Chromium. It never downloads one.
export function browse() {
  const args = [
    "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ];
  if (process.getuid() === 0) args.push("--no-sandbox"); // Chromium refuses to run as root with it
  return chromium.launch({ executablePath: chromiumPath(), args });
}

function chromiumPath() {
  if (process.env.YINGDA_CHROMIUM) return process.env.YINGDA_CHROMIUM;
  const found = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();
  if (!found) throw new Error("chromium not found: install Debian's package chromium (make test does)");
  return found;
}

// open returns a page in a context of its own. What the page or its server gets
// wrong is gathered in page.faults: script errors, blocked content (CSP), answers
// of 500 and files that are missing.
export async function open(browser, server, { size = WIDE, theme = "light", language = "zh-CN", script = true } = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce",
    baseURL: server.url,
    viewport: size,
    locale: language,
    timezoneId: "Asia/Shanghai",
    colorScheme: theme,
    javaScriptEnabled: script,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (err) => page.faults.push(`script: ${err.message}`));
  page.on("console", (m) => {
    if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) page.faults.push(`console: ${m.text()}`);
  });
  page.on("response", (r) => {
    const missing = r.status() === 404 && r.request().resourceType() !== "document";
    if (r.status() >= 500 || missing) page.faults.push(`${r.status()} ${r.url()}`);
  });
  return page;
}

// signIn signs a person in through the form at /desk and, where a one-time
// password asks for it, sets a new one. It returns the password that now holds.
export async function signIn(page, login, password, fresh = "correct-horse-9-battery") {
  await page.goto("/desk");
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form:has(input[name="login"]) [type="submit"]').click();
  await page.waitForLoadState();
  if (new URL(page.url()).pathname !== "/desk/password") return password;
  await page.locator('input[name="old"]').fill(password);
  await page.locator('input[name="password"]').fill(fresh);
  await page.locator('input[name="again"]').fill(fresh);
  await page.locator('form:has(input[name="again"]) [type="submit"]').click();
  await page.waitForURL((to) => to.pathname !== "/desk/password");
  return fresh;
}

// shoot keeps pictures of the page as it stands, at both widths, in an ignored
// folder: NAME-1440.png and NAME-390.png.
export async function shoot(page, name) {
  mkdirSync(shots, { recursive: true });
  const before = page.viewportSize();
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(shots, `${name}-${size.width}.png`), fullPage: true });
  }
  await page.setViewportSize(before);
}

// sound asserts what every page must keep: nothing went wrong while it loaded,
// no accessibility fault, no sideways scrolling, at both widths.
export async function sound(page) {
  assert.deepEqual(page.faults, [], `faults on ${page.url()}`);
  const before = page.viewportSize();
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(spill <= 0, `${page.url()} is ${spill} px wider than a window of ${size.width}`);
    await accessible(page);
  }
  await page.setViewportSize(before);
}

// settled waits until a changed window has been drawn: colours are measured on
// what stands, not on what moves.
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// colours names the two that axe compared, where it did.
const colours = (node) => node.any.filter((c) => c.data?.fgColor).map((c) => ` [${c.data.fgColor} on ${c.data.bgColor}]`).join("");

// accessible asserts that axe finds nothing, and says where it does; rules, if
// given, are the only ones asked.
export async function accessible(page, rules) {
  await settled(page);
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const said = violations.map((v) => `${v.id} (${v.help}): ${v.nodes.map((n) => n.target.join(" ") + colours(n)).join(", ")}`);
  assert.deepEqual(said, [], `accessibility of ${page.url()} at ${page.viewportSize().width} px`);
}
