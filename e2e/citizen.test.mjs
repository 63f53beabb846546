// A citizen on a telephone without script: writes to the agency, reads the answer
// by number and code, asks once more, rates, and has it taken up again. The same
// pages are then looked at with script, for width and accessibility.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { PHONE, browse, open, run, shoot, sound, start } from "./run.mjs";
import { act, press, slip } from "./acts.mjs";

let browser;
before(async () => { browser = await browse(); });
after(async () => { if (browser) await browser.close(); });

const staff = {
  duty: { name: "值班员", login: "zhi", unit: "办公室", roles: ["duty_officer"] },
  handler: { name: "接访员", login: "jie", unit: "接访科", roles: ["handler"] },
  signer: { name: "审核员", login: "shen", unit: "办公室", roles: ["reviewer"] },
};

async function people(server) {
  const at = {};
  for (const [who, p] of Object.entries(staff)) {
    p.password = run(server, "user", "add", "--login", p.login, "--name", p.name, "--unit", p.unit, ...p.roles.flatMap((r) => ["--role", r]));
    at[who] = await slip(browser, server, p);
  }
  return at;
}

const figures = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

// write fills in the form of a message and answers its small sum.
async function write(page, text) {
  await page.goto("/ask");
  await page.locator("#m-text").fill(text);
  const asked = await page.locator('label[for="m-sum"]').innerText();
  const [a, b] = asked.match(/[一二三四五六七八九]|\d/g).map((w) => (figures.includes(w) ? figures.indexOf(w) : Number(w)));
  await page.locator("#m-sum").fill(String(a + b));
  await page.waitForTimeout(2100); // nobody fills it in faster
  await press(page, page.locator('form [type="submit"]'));
}

// follow opens a message by its number and code.
async function follow(page, number, code) {
  await page.goto("/follow");
  await page.locator("#f-number").fill(number.toLowerCase());
  await page.locator("#f-code").fill(code.toLowerCase());
  await press(page, page.locator('form [type="submit"]'));
}

test("a citizen asks on a telephone and is answered", async () => {
  const server = await start("serve", ["--regime", "petition-bureau"]);
  try {
    const at = await people(server);
    const citizen = await open(browser, server, { size: PHONE, script: false });
    await write(citizen, "请问周六接待来访吗？我的电话是 13800138000。");
    assert.ok(await citizen.getByRole("heading", { name: "已收到" }).isVisible());
    const [number, code] = await citizen.locator("main dd.num").allInnerTexts();
    assert.match(number, /^M-\d{4}-0001$/);
    assert.match(code, /^([2-9A-Z]{4}-){3}[2-9A-Z]{4}$/);

    const answer = async (text) => {
      await at.handler.goto(`/desk/inbox/${number}`);
      assert.equal(await at.handler.locator("dialog form[data-draft]").count(), 1, "one person at a time writes the answer");
      await act(at.handler, "保存答复", { text });
      await act(at.handler, "提交答复");
      await at.signer.goto(`/desk/inbox/${number}`);
      await act(at.signer, "签发");
      await follow(citizen, number, code);
      assert.ok(await citizen.getByText(text).isVisible(), "the answer is shown");
    };
    await follow(citizen, number, "2222-2222-2222-2222");
    assert.ok(await citizen.getByText("编号或查询码不对").isVisible());
    await follow(citizen, number, code);
    assert.ok(await citizen.getByText("已收到，正在分给负责的科室。").isVisible());
    assert.equal(await citizen.getByText("13800138000").count(), 0, "what is personal is hidden");

    await at.duty.goto(`/desk/inbox/${number}`);
    await act(at.duty, "分办", { kind: "咨询", unit: "接访科" });
    await answer("周六上午九点到十一点接待。");
    await citizen.locator("#f-text").fill("下午呢？");
    await press(citizen, citizen.getByRole("button", { name: "提交追问" }));
    assert.ok(await citizen.getByText("负责的科室正在办理。").isVisible());
    await answer("周六下午不接待，可以在网上预约。");
    assert.equal(await citizen.locator("#f-text").count(), 0, "there is one more question, not two");
    await press(citizen, citizen.getByRole("button", { name: "部分解决" }));
    assert.ok(await citizen.getByText("您的评价：部分解决").isVisible());
    await citizen.locator("#f-reason").fill("网上预约打不开");
    await press(citizen, citizen.getByRole("button", { name: "申请重新办理" }));
    assert.ok(await citizen.getByText("负责的科室正在办理。").isVisible());
    await answer("预约已修复，可以正常使用。");
    assert.equal(await citizen.locator("#f-reason").count(), 0, "it is taken up again once");

    const looking = await open(browser, server, { size: PHONE });
    for (const path of ["/ask", "/follow", "/messages", "/answers", "/tips", "/tips/follow", "/tips/outcomes"]) {
      await looking.goto(path);
      await sound(looking);
      await shoot(looking, "citizen" + path.replaceAll("/", "-"));
    }
    await follow(looking, number, code);
    await sound(looking);
    await shoot(looking, "citizen-answered");
    await at.handler.goto(`/desk/inbox/${number}`);
    await sound(at.handler);
    await shoot(at.handler, "citizen-message");
    await at.handler.goto("/desk/inbox?list=all");
    await sound(at.handler);
    await shoot(at.handler, "citizen-inbox");
  } finally {
    await server.stop();
  }
});
