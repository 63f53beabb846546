// A head administrator sets up a second factor, signs in with it, asks it of all
// staff and resets a colleague's; who is asked is led to set it up.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { browse, open, PHONE, run, shoot, signIn, sound, start } from "./run.mjs";

let server, browser;
before(async () => {
  server = await start("serve", ["--regime", "petition-bureau"]);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

// code is what an authenticator shows: RFC 6238 over the secret of the page.
function code(secret, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
}

// setUp goes through the page that shows a secret, and returns it with the first
// recovery code.
async function setUp(page) {
  const secret = await page.locator("#secret").textContent();
  await page.getByLabel("验证器上的 6 位数字").fill(code(secret));
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.waitForSelector("#codes");
  return { secret, recovery: await page.locator("#codes li").first().textContent() };
}

const passwords = {};

test("an administrator sets it up, signs in with it, and asks it of all", async () => {
  const page = await open(browser, server);
  passwords.admin = await signIn(page, "admin", server.password);
  passwords.admin = "correct-horse-9-battery";
  await page.goto("/desk/settings");
  await shoot(page, "factor-settings");
  await sound(page);
  await page.getByRole("link", { name: "启用两步验证" }).click();
  await page.waitForSelector("#secret");
  await sound(page);
  await shoot(page, "factor-set-up");
  const { secret, recovery } = await setUp(page);
  await sound(page);
  await shoot(page, "factor-codes");
  await page.getByRole("link", { name: "已经保存好了" }).click();
  await page.goto("/desk/factor");
  await sound(page);
  await shoot(page, "factor-on");

  const phone = await open(browser, server, { size: PHONE });
  await phone.goto("/desk/tasks");
  await phone.locator('input[name="login"]').fill("admin");
  await phone.locator('input[name="password"]').fill(passwords.admin);
  await phone.getByRole("button", { name: "登录" }).click();
  await phone.waitForURL(/sign-in\/code/);
  await sound(phone);
  await shoot(phone, "factor-code");
  await phone.getByLabel("验证码").fill("000000");
  await phone.getByRole("button", { name: "登录" }).click();
  await phone.getByText("验证码不对").waitFor();
  await phone.getByLabel("验证码").fill(code(secret, 1)); // the code of this half minute set it up
  await phone.getByRole("button", { name: "登录" }).click();
  await phone.waitForURL(/\/desk\/tasks/);
  await phone.goto("/desk/settings");
  await phone.getByRole("button", { name: "退出登录" }).last().click();
  await phone.waitForURL(/sign-in/);
  await phone.locator('input[name="login"]').fill("admin");
  await phone.locator('input[name="password"]').fill(passwords.admin);
  await phone.getByRole("button", { name: "登录" }).click();
  await phone.getByLabel("验证码").fill(recovery);
  await phone.getByRole("button", { name: "登录" }).click();
  await phone.waitForURL((to) => !to.pathname.startsWith("/desk/sign-in"));

  const once = run(server, "user", "add", "--login", "wangmin", "--name", "王敏", "--unit", "root", "--role", "reviewer");
  await page.goto("/desk/people/factor");
  await page.getByLabel("本单位所有人员").check();
  await page.getByRole("button", { name: "保存要求" }).click();
  await page.getByText("必须启用").first().waitFor();
  await sound(page);
  await shoot(page, "factor-asked");

  const wang = await open(browser, server);
  await signIn(wang, "wangmin", once);
  await wang.goto("/desk/concerns");
  await wang.waitForSelector("#secret");
  assert.equal(new URL(wang.url()).pathname, "/desk/factor", "who is asked goes past it");
  await sound(wang);
  await shoot(wang, "factor-led");
  await setUp(wang);
  await wang.getByRole("link", { name: "已经保存好了" }).click();
  await wang.getByRole("heading", { name: "我的工作台" }).waitFor();

  await page.goto("/desk/people/factor");
  await page.getByRole("link", { name: "王敏" }).click();
  await sound(page);
  await shoot(page, "factor-person");
  await page.getByLabel("重置两步验证的理由").fill("手机丢了，当面确认是本人");
  await page.getByRole("button", { name: "重置两步验证" }).click();
  await page.getByText("未启用").waitFor();
  await wang.goto("/desk");
  await wang.locator('input[name="password"]').waitFor();
});

test("a text that is sent after the sign-in ended comes back and is sent again", async () => {
  const once = run(server, "user", "add", "--login", "zhouying", "--name", "周映", "--unit", "root", "--role", "handler");
  const page = await open(browser, server);
  await signIn(page, "zhouying", once);
  await setUp(page);
  await page.goto("/desk/report");
  await page.locator('input[name="url"]').fill("https://bbs.example.org/t/1");
  await page.locator('input[name="title"]').fill("窗口排队");
  await page.locator('textarea[name="text"]').fill("窗口前排了很久的队，写了很长一段。");
  await page.context().clearCookies();
  await page.locator("main form").filter({ has: page.locator('textarea[name="text"]') }).getByRole("button").first().click();
  await page.getByRole("heading", { name: "登录已经结束" }).waitFor();
  assert.match(await page.locator('textarea[name="text"]').inputValue(), /写了很长一段/);
  await sound(page);
  await shoot(page, "factor-ended");
});
