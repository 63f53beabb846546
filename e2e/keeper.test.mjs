// A keeper's day with official accounts: an opening by form, the paper of the
// level above recorded by another, the account opened and found by anybody; it is
// connected to its platform, its key is changed, and its plan of emergency drilled.
// A list is brought in, a service cleared, an account that passes itself off as the
// agency reported.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { fill, hides, press, sample, send, sheet, shows, slip, until } from "./acts.mjs";
import { browse, open, sound, start } from "./run.mjs";

let server, browser, people;

before(async () => {
  server = await start("demo");
  browser = await browse();
  people = await sample(server);
});
after(async () => {
  if (browser) await browser.close();
  if (server) await server.stop();
});

const submit = (page, id) => press(page, page.locator(`section:has(#${id}) [type=submit]`));

test("a keeper opens an account level by level, and the public can check it", async () => {
  const keeper = await slip(browser, server, people.fangxuzhi);
  await keeper.goto("/desk/accounts/new");
  await sound(keeper);
  const form = keeper.locator('main form[action="/desk/accounts"]');
  const fields = { platform: "哔哩哔哩", kind: "视频账号", name: "临澄市信访局", in_charge: "栾文洲", keeper: "方叙之", purpose: "用短视频说明怎样办信访事项", columns: "每周一条", review: "办公室写稿，主任审核", security: "专用手机，双人保管" };
  await fill(form, { ...fields, holder: "个人" });
  await press(keeper, form.locator("[type=submit]"));
  assert.match(await keeper.locator("main").innerText(), /个人账号不登记/, "a private account is refused with the reason");
  assert.equal(await form.locator("[name=columns]").inputValue(), "每周一条", "what was typed is kept");
  await fill(form, { holder: "机关" });
  await press(keeper, form.locator("[type=submit]"));
  const filing = new URL(keeper.url()).pathname;
  assert.match(filing, /^\/desk\/filings\/A-/);
  await submit(keeper, "h-submit_filing");
  assert.match(await keeper.locator("section:has(#f-levels)").innerText(), /等它的意见/);
  await sound(keeper);

  const director = await slip(browser, server, people.zhouyinghe);
  await director.goto(filing);
  const paper = director.locator("section:has(#h-record_level) form");
  await fill(paper, { reference: "省局办函〔2026〕8号", note: "同意开设" });
  await press(director, paper.locator("[type=submit]"));

  await keeper.goto(filing);
  const opened = keeper.locator("section:has(#h-register_account) form");
  await fill(opened, { handle: "lcxf_bili", address: "https://bili.example/lcxf" });
  await press(keeper, opened.locator("[type=submit]"));
  assert.match(await keeper.locator("main").innerText(), /已备案/);
  const printed = await keeper.request.get(filing + "/form.docx");
  assert.equal(printed.status(), 200);

  const reader = await open(browser, server, { script: false });
  await reader.goto("/accounts/check?q=" + encodeURIComponent("@LCXF_bili"));
  assert.match(await reader.locator("main").innerText(), /有这样一个官方账号/);
  const answer = await (await reader.request.get("/accounts/check.json?q=https://www.bili.example/lcxf/")).json();
  assert.equal(answer.answer, "genuine");
  assert.equal(answer.accounts[0].name, "临澄市信访局");
  assert.equal((await (await reader.request.get("/accounts/check.json?q=没有这个账号")).json()).answer, "unknown");
  const code = await reader.request.get(`/accounts/${answer.accounts[0].number}/qr.svg`);
  assert.match(await code.text(), /^<svg/);
  for (const page of [keeper, director, reader]) await page.context().close();
});

// platform stands in for where an account stands: its public feed, and a receiver.
async function platform() {
  const item = `<item><title>改预约时间的三步</title><link>https://bili.example/lcxf/1</link><pubDate>${new Date(Date.now() - 3600e3).toUTCString()}</pubDate></item>`;
  const calls = [];
  const at = createServer((ask, answer) => {
    calls.push(`${ask.method} ${ask.url}`);
    answer.statusCode = ask.url === "/feed.xml" ? 200 : 404;
    answer.end(ask.url === "/feed.xml" ? `<?xml version="1.0"?><rss version="2.0"><channel><title>临澄市信访局</title>${item}</channel></rss>` : "");
  });
  await new Promise((listening) => at.listen(0, "127.0.0.1", listening));
  return { calls, url: `http://127.0.0.1:${at.address().port}`, close: () => at.close() };
}

test("a keeper connects it, changes its key, and drills its plan with others", async () => {
  const stand = await platform(), key = () => "whsec_" + randomBytes(32).toString("base64");
  const keeper = await slip(browser, server, people.fangxuzhi), security = await slip(browser, server, people.nirongbai);
  await keeper.goto("/desk/platforms");
  await press(keeper, keeper.locator("tr", { hasText: "哔哩哔哩" }).locator("a"));
  const link = new URL(keeper.url()).pathname, account = link.replace("/platform", "");
  await send(keeper, "/platform", { in_url: stand.url + "/feed.xml", out_url: stand.url + "/in" });
  await shows(keeper, "缺密钥", "its key is still missing");

  await security.goto(account + "/keys/new");
  await send(security, "/keys", { name: "推送签名密钥", keeper: "方叙之，综合信息科" });
  const first = key();
  for (const [value, again] of [[first, false], [first, true], [key(), false]]) {
    await keeper.goto(account + "/keys/webhook_secret");
    const form = keeper.locator('main form[action$="/keys"]');
    await fill(form, { value });
    await press(keeper, form.locator("[type=submit]"));
    assert.equal(await keeper.getByText("与原来的相同").count() > 0, again, "a change is a change");
    assert.ok(!(await keeper.content()).includes(value), "no page shows a key");
  }
  await keeper.goto(link);
  await until(keeper, async () => (await keeper.locator("tr", { hasText: "最近读取发布记录" }).count()) > 0, "it is read at once", 15);
  await shows(keeper, "正常", "and the line is in order");
  await sound(keeper);
  assert.ok(stand.calls.includes("GET /feed.xml") && !stand.calls.some((c) => c.startsWith("POST")), stand.calls.join());
  await keeper.goto("/desk/accounts/activity");
  await press(keeper, keeper.locator("main tr", { hasText: "哔哩哔哩" }).locator("a.title").first());
  await shows(keeper.locator("section:has(#p-record)"), "改预约时间的三步", "the record has what stands there");

  const chief = await slip(browser, server, people.xielanting);
  await chief.goto(account + "/plan");
  await send(chief, "/plan", { coordinator: "周映禾，办公室", deputy: "方叙之，综合信息科", departments: "综合信息科\n市大数据局运维值班" });
  await keeper.goto(account + "/plan");
  await send(keeper, "/alarm", { kind: "账号被盗用", reason: "演练：假定手机丢失", drill: true });
  await shows(keeper, "正在演练：账号被盗用");
  await send(keeper, "/step", { step: "更换全部密钥", note: "两人到场，按清单更换" });
  await send(keeper, "/step", { step: "告知有关部门", note: "按名单打电话，都接通了" });
  assert.equal(await keeper.locator('main form[action$="/alarm/end"]').count(), 0, "who began it does not end it");
  const reader = await open(browser, server, { script: false });
  await reader.goto("/accounts/check?q=" + encodeURIComponent("@LCXF_bili"));
  await hides(reader, "出现异常", "a drill tells the public nothing");
  const director = await slip(browser, server, people.zhouyinghe);
  await director.goto(account + "/plan");
  await shows(director, "正在演练：账号被盗用");
  await send(director, "/alarm/end", { participants: "周映禾、方叙之", findings: "备用手机没有登录过，已补。" });
  await shows(director.locator("section:has(#p-past) tr", { hasText: "备用手机没有登录过" }), "演练", "what was found stays on record");
  for (const page of [keeper, security, chief, reader, director]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
  stand.close();
});

test("a new organiser is agreed, made, filed within its term and announced; an account that is not used is closed in the open", async () => {
  const keeper = await slip(browser, server, people.fangxuzhi), director = await slip(browser, server, people.zhouyinghe);
  const reader = await open(browser, server, { script: false });
  await keeper.goto("/desk/accounts/ZH-0006/change");
  await send(keeper, "/change", { organiser: "临澄市信访服务中心", reason: "改由服务中心承办" });
  const filing = new URL(keeper.url()).pathname;
  await submit(keeper, "h-submit_filing");
  await reader.goto("/accounts/ZH-0006");
  await hides(reader, "临澄市信访服务中心", "nothing changes before it is agreed");
  await director.goto(filing);
  await sound(director);
  await submit(director, "h-agree_filing");
  await keeper.goto(filing);
  await submit(keeper, "h-make_change");
  await shows(keeper.locator("tr", { hasText: "账号变更备案" }), /3 个工作日/, "its term runs from the change");
  await keeper.locator("section:has(#h-file_change) [name=reference]").fill("临信备〔2026〕21号");
  await submit(keeper, "h-file_change");
  await shows(keeper, "待公告");
  await director.goto(filing);
  await director.locator("section:has(#h-announce_account) [name=text]").fill("自即日起，本账号由临澄市信访服务中心主办。");
  await submit(director, "h-announce_account");
  await reader.goto("/accounts");
  await until(reader, async () => (await reader.getByText("自即日起，本账号由临澄市信访服务中心主办。").count()) > 0, "the public is told", 10);

  await keeper.goto("/desk/accounts/ZH-0006");
  await send(keeper, "/close", { act: "关闭（停止更新）", reason: "与微信订阅号重复" });
  const closing = new URL(keeper.url()).pathname;
  await submit(keeper, "h-submit_filing");
  await director.goto(closing);
  const paper = director.locator("section:has(#h-record_level) form");
  await fill(paper, { reference: "省局办函〔2026〕9号", note: "同意关闭" });
  await press(director, paper.locator("[type=submit]"));
  await keeper.goto(closing);
  await keeper.locator("section:has(#h-end_account) [name=text]").fill("本账号停止更新，请关注微信订阅号。");
  await submit(keeper, "h-end_account");
  const said = async () => (await (await reader.request.get("/accounts/check.json?q=lcxf-xh")).json()).answer;
  await until(reader, async () => (await said()) === "closed", "who looks it up learns that it is closed", 10);
  for (const page of [keeper, director, reader]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test("a list of accounts comes in from a sheet: what breaks a rule is named, what is private stays out", async () => {
  const keeper = await slip(browser, server, people.fangxuzhi);
  const rows = [
    ["单位", "平台", "类别", "名称", "账号", "主页", "标识", "主体", "已认证", "主账号", "负责人", "保管人", "开通日期"],
    ["临澄市信访局", "知乎", "其他机构账号", "临澄信访小栈", "lcxf-zhihu", "https://zhihu.example/lcxf", "统一标识", "临澄市信访局", "是", "", "栾文洲", "方叙之", "2024-05-06"],
    ["临澄市信访局", "微博", "个人账号", "方叙之的日常", "fangxz", "https://weibo.example/fangxz", "", "方叙之", "", "", "方叙之", "方叙之", ""],
  ];
  await keeper.goto("/desk/accounts/import");
  await keeper.locator("[name=file]").setInputFiles({ name: "账号.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: sheet(rows) });
  await press(keeper, keeper.getByRole("button", { name: "看看会登记什么" }));
  await shows(keeper, /名称与主账号.*不一致/, "the rule that a row breaks is named");
  await shows(keeper, /个人账号不登记/, "a private account is not taken in");
  await sound(keeper);
  await press(keeper, keeper.getByRole("button", { name: "登记能登记的" }));
  await keeper.goto("/desk/accounts");
  await shows(keeper, "临澄信访小栈", "what can be registered is");
  await hides(keeper, "方叙之的日常");
  await keeper.goto("/desk/accounts/rules");
  await shows(keeper.locator("tr", { hasText: "临澄信访小栈" }), "在平台申请更名，按变更备案", "and stays on the list of deviations");
  await keeper.context().close();
});

test("a service goes live when the technical department has cleared it, and is looked at from then on", async () => {
  const keeper = await slip(browser, server, people.fangxuzhi), security = await slip(browser, server, people.nirongbai);
  await keeper.goto("/desk/services");
  const line = (page) => page.locator("tr", { hasText: "来信回执查询" });
  await send(keeper, "/desk/services", { title: "来信回执查询", account: "临澄信访在线", kind: "链接", url: "https://xf.lincheng.example/receipt", unit: "网上信访科" });
  await shows(line(keeper), "等技术部门检查");
  assert.equal(await line(keeper).locator("form[action$='/open'], form[action$='/clear']").count(), 0, "not before it is cleared, and not by its keeper");
  await security.goto("/desk/services");
  await press(security, line(security).getByRole("button", { name: "检查合格，放行" }));
  await keeper.goto("/desk/services");
  await press(keeper, line(keeper).locator("form[action$='/open'] [type=submit]"));
  await shows(line(keeper), "已上线");
  await sound(keeper);
  await send(keeper, "/services/move", { service: "来信回执查询（临澄信访在线）", url: "https://xf.lincheng.example/receipt2" });
  await shows(line(keeper), "等技术部门检查", "another address is cleared anew");
  for (const page of [keeper, security]) await page.context().close();
});

test("an account that passes itself off as the agency is reported with evidence by two, and anybody can follow it", async () => {
  const duty = await slip(browser, server, people.chenshuwan), director = await slip(browser, server, people.zhouyinghe), deputy = await slip(browser, server, people.luanwenzhou);
  const draft = { publisher: "示例微博客平台运营公司", platform: "微博", name: "临澄信访加急", handle: "lcxf-jiaji", address: "https://weibo.example/lcxf-jiaji", fact_our_name: "名称和简介都写“临澄市信访局”", fact_claims_to_be_us: "简介写“官方加急通道”，留了收款码" };
  const form = duty.locator("main form[action='/desk/fakes']");
  for (const sort of ["戏仿、讽刺，一看就知道不是官方", "评论、批评、投诉本机关", "工作人员自己的账号"]) {
    await duty.goto("/desk/fakes/new");
    await fill(form, { ...draft, sort });
    await press(duty, form.locator("[type=submit]"));
    assert.equal(new URL(duty.url()).pathname, "/desk/fakes", `refused: ${sort}`);
    await shows(duty, /不是冒充/, "with the reason");
  }
  await duty.goto("/desk/fakes/new");
  await fill(form, { ...draft, sort: "冒充本机关，让人误以为是官方账号" });
  await press(duty, form.locator("[type=submit]"));
  const path = new URL(duty.url()).pathname, number = path.split("/").pop();
  assert.match(number, /^R-/);
  await duty.locator("[name=file]").setInputFiles({ name: "主页截图.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64") });
  await press(duty, duty.locator("form[action$='/files'] [type=submit]"));
  assert.equal(await duty.locator("form[action$='/sign']").count(), 0, "who drafted it does not sign");
  const reader = await open(browser, server, { script: false });
  for (const page of [director, deputy]) {
    await page.goto(path);
    await sound(page);
    await send(page, "/sign");
    await reader.goto("/accounts");
    await hides(reader, "临澄信访加急", "not public before it is sent");
  }
  await duty.goto(path);
  await send(duty, "/send", { how: "平台侵权举报入口，附公函和截图" });
  await send(duty, "/told", { department: "综合信息科", how: "当面告知" });
  await shows(duty, "当面告知", "the departments are told");
  await reader.goto("/accounts");
  await until(reader, async () => (await reader.locator("tr", { hasText: "临澄信访加急" }).getByText("等待结果").count()) > 0, "the public register has it", 10);
  const said = await (await reader.request.get("/accounts/check.json?q=lcxf-jiaji")).json();
  assert.equal(said.answer, "impersonation", JSON.stringify(said));
  await send(duty, "/answer", { outcome: "已更正或刊登、已处理", page: "https://weibo.example/lcxf-jiaji" });
  await reader.goto("/accounts");
  await until(reader, async () => (await reader.locator("tr", { hasText: "临澄信访加急" }).getByText("已采纳").count()) > 0, `${number} is closed in the open`, 10);
  for (const page of [duty, director, deputy, reader]) await page.context().close();
});

test("the pages of accounts are sound on a screen and on a phone", async () => {
  const page = await slip(browser, server, people.fangxuzhi);
  for (const path of ["/desk/accounts", "/desk/accounts/ZH-0003", "/desk/accounts/rules", "/desk/accounts/import", "/desk/accounts/matrix", "/desk/accounts/matrix?account=ZH-0001", "/desk/accounts/joint", "/desk/accounts/levels", "/desk/fakes", "/desk/filings", "/desk/filings/A-2026-0002", "/accounts", "/accounts/ZH-0001", "/accounts/ZH-0001/card", "/accounts/check?q=x"]) {
    assert.equal((await page.goto(path)).status(), 200, path);
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(spill <= 0, `${path} is ${spill} px wider than ${width}`);
    }
    await sound(page);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
