// Short days in the office of the sample agency, of everybody whom no other walk
// follows: head, liaison, spokesperson, expert, auditor, security administrator,
// contractor, approver; and what takes two: an answer that another agency confirms, a lower grade, a hand-back with its arbiter, minutes, an
// assessed decision, the hand-over of a watch, a request to a publisher, an appeal.
// Each day ends with what the person and the public then see.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { act, hides, nextBar, press, sample, send, shows, slip, until } from "./acts.mjs";
import { PHONE, WIDE, browse, open, start } from "./run.mjs";

let server, browser, people, reader;
const desks = {};
before(async () => {
  server = await start("demo");
  browser = await browse();
  people = await sample(server);
  reader = await open(browser, server, { script: false });
});
after(async () => {
  if (browser) await browser.close();
  if (server) assert.equal(await server.stop(), 0, "SIGTERM ends the program with status 0");
});

// day is one walk; whoever took part saw no fault of the page.
const day = (name, walk) => test(name, { timeout: 120_000 }, async () => {
  await walk();
  for (const page of [reader, ...Object.values(desks)]) assert.deepEqual(page.faults.splice(0), []);
});

// at is the desk of one of the sample's people, at a path.
async function at(login, path) {
  desks[login] ??= await slip(browser, server, people[login]);
  if (path) await desks[login].goto(path);
  return desks[login];
}

// read waits until a page of the public site, which is drawn anew when something
// changed, has its words.
async function read(path, ...words) {
  await reader.goto(path);
  for (const w of words) await until(reader, async () => (await reader.getByText(w).count()) > 0, `the public reads ${w}`, 10);
}

// denied asserts that a page is not for somebody: it is not there, or asks to sign in.
async function denied(page, path, why) {
  const answer = await page.request.get(path);
  assert.ok([403, 404].includes(answer.status()) || answer.url().includes("/desk/sign-in"), `${why}: ${path}`);
}

// concern opens a concern by hand, grades it and tells a section; it returns its path.
async function concern(title, unit) {
  const duty = await at("chenshuwan", "/desk/concerns/new");
  await send(duty, "/desk/concerns", { title, summary: "值班时接到三位群众当面反映。" });
  const path = new URL(duty.url()).pathname;
  await act(duty, "确认等级", { grade: "一般", need: "实际困难", unit, reason: "三人反映，影响办事便利" });
  await act(await at("zhouyinghe", path), "告知承办单位", { note: "请今天核实，明天答复" });
  return path;
}

// found is the path of the sample's concern that a filter of the list finds.
async function found(filter) {
  const page = await at("zhouyinghe", "/desk/concerns?" + filter);
  return page.locator("a[data-open][href^='/desk/concerns/C-']").first().evaluate((a) => a.pathname);
}

const shanghai = (minutes) => new Date(Date.now() + (minutes + 8 * 60) * 60_000).toISOString().slice(0, 16);

day("the head approves a major statement, and reads it in the figures", async () => {
  const title = "关于全市信访公示附件检查结果的通报";
  await reader.goto("/statements");
  await hides(reader, title, "before the approval nothing is public");
  const head = await at("gujingchuan", "/desk/review");
  await press(head, head.locator("a[data-open]", { hasText: title }).first());
  const number = new URL(head.url()).pathname.split("/").pop();
  await shows(head, "重大", "it is a major one");
  await act(head, "批准发布", { note: "同意，逐条兑现。" });
  await until(head, async () => (await head.getByText("已发布").count()) > 0, "it is released");
  await read("/statements", title);
  await read("/statements/" + number, "共检查附件214份");
  await head.goto("/figures");
  await shows(head, "按时答复", "the figures that the public reads, too");
  await head.goto("/ledger");
  await shows(head, number, "and the release stands on the ledger");
});

day("a liaison signs the receipt, the office reports up, and the receipt above comes back", async () => {
  const path = await concern("大厅饮水机旁地面湿滑", "接访科");
  const number = path.split("/").pop();
  await act(await at("hesuiyuan", path), "签收");
  await shows(desks.hesuiyuan, "核实", "the section is at work");
  const liaison = await at("chenshuwan", path);
  await act(liaison, "报送首报", { facts: "饮水机漏水，三位群众滑了一下，没有受伤。", assessment: "当天能修，按一般办理。", plan: "先铺防滑垫，下午换阀门。", unchecked: "漏水时间还在核实，先报。" });
  const above = await at("luanwenzhou", "/desk/upward");
  await press(above, above.locator("tr", { hasText: number }).locator("a[data-open]").first());
  await shows(above, "先铺防滑垫", "the report is read above");
  await send(above, "/receive");
  await shows(above, "已签收");
  await liaison.goto(path);
  await shows(liaison.locator("#timeline"), /领导小组签收.*栾文洲/, "and who reported sees by whom");
  await denied(reader, path, "the public sees nothing of a report");
});

day("the spokesperson announces a briefing and records a conference that was held", async () => {
  const leak = (await found("grade=major")).split("/").pop();
  const speaker = await at("luanwenzhou", "/desk/press");
  await send(speaker, "/desk/press", { title: "公示附件检查情况通气会", channel: "新闻通气会", at: shanghai(26 * 60), place: "市局三楼会议室", host: "栾文洲", newsrooms: "临澄日报" });
  const planned = speaker.locator("tr", { hasText: "公示附件检查情况通气会" });
  await press(speaker, planned.getByRole("button", { name: "向社会公布" }));
  await read("/press", "公示附件检查情况通气会", "市局三楼会议室");
  await send(speaker, "/desk/press", { title: "误公开个人信息处置情况发布会", channel: "新闻发布会", at: shanghai(-90), place: "市政务服务中心二楼发布厅", host: "栾文洲", newsrooms: "临澄日报、临澄广播电视台", number: leak });
  await send(speaker, speaker.locator("section", { hasText: "补登：误公开个人信息处置情况发布会" }).locator("form").last(), { address: "临澄广播电视台 19:30 新闻", note: "说明了检查结果和四十六人的告知情况；记者问为什么没有遮盖，答：发布前没有审查，责任在我们。" });
  await shows(speaker.locator("tr", { hasText: "误公开个人信息处置情况发布会" }), "已举行");
  await speaker.goto("/desk/concerns/" + leak);
  await shows(speaker.locator("#timeline"), "误公开个人信息处置情况发布会", "the record is among the papers of the concern");
  await reader.goto("/press");
  await hides(reader, "误公开个人信息处置情况发布会", "what was not announced is not on the calendar of what is");
});

day("an expert gives an opinion under the own name, and another makes it public", async () => {
  const ramp = await found("need=suggestion"), asked = "坡道怎样改，先听谁的意见？";
  const director = await at("zhouyinghe", ramp);
  await act(director, "征求专家意见…", { expert: "颜知衡（临澄大学法学院，行政法、信访法治化）", question: asked });
  const expert = await at("yanzhiheng", "/desk/opinions");
  await shows(expert, asked);
  await hides(expert, ramp.split("/").pop(), "an expert sees the question and nothing of the concern");
  await denied(expert, ramp, "nor the concern itself");
  await send(expert, expert.locator("li", { hasText: asked }).locator("form"), { text: "先请坐轮椅的人到现场走一遍，把每一处卡住的地方记下来，再画图。" });
  await shows(expert, "发表于", "the opinion is on record");
  await read("/experts");
  await hides(reader, asked, "not public before another has read it");
  await director.goto(ramp);
  await act(director, "公开专家意见…", { opinion: "颜知衡：" + asked });
  await read("/experts", asked, "先请坐轮椅的人到现场走一遍", "颜知衡（临澄大学法学院，不付酬）");
});

day("the auditor reads ledger and findings, and can act on nothing", async () => {
  const auditor = await at("miaosongwei", "/desk/audit");
  await shows(auditor.locator("tbody"), "周映禾", "who did what");
  await send(auditor, "/desk/audit/verify");
  await shows(auditor, "没有被改动", "the chain holds");
  await until(auditor, async () => (await auditor.goto("/desk/findings")) && (await auditor.locator("main a[href^='/desk/findings/']").count()) > 0, "the system has found what was late");
  await press(auditor, auditor.locator("main a[href^='/desk/findings/']").first());
  await shows(auditor, "口径：", "a finding says by which measure");
  assert.equal(await auditor.locator("main form[method=post]").count(), 0, "nothing to answer with");
  const path = await found("grade=major");
  await auditor.goto(path);
  assert.equal(await nextBar(auditor).getByRole("button", { includeHidden: true }).count(), 0, "no step is offered");
  const version = await desks.zhouyinghe.goto(path).then(() => desks.zhouyinghe.locator("[name=version]").first().getAttribute("value"));
  const tried = await auditor.request.post(path.replace("concerns", "matters") + "/act", { headers: { Origin: server.url }, form: { action: "note", version, text: "审计员写的" } });
  assert.equal(tried.status(), 403, "and what is posted all the same is refused");
});

day("the security administrator stops all sending, another lifts it; a role given and taken", async () => {
  const title = "关于网上信访提交后没有回执的答复";
  const guard = await at("nirongbai", "/desk/channels");
  await send(guard, "/desk/channels/stop", { reason: "发现陌生登录，先停下来核对" });
  await shows(guard, "恢复要由另一人", "not by who pressed it");
  const signer = await at("fangxuzhi", "/desk/review");
  await press(signer, signer.locator("a[data-open]", { hasText: title }).first());
  const path = new URL(signer.url()).pathname;
  await act(signer, /^签署/, { checks: true });
  await act(await at("tonghehua", path), "批准发布", {});
  await reader.waitForTimeout(1500);
  assert.equal((await reader.request.get(path.replace("/desk", ""))).status(), 404, "approved, and held back");
  const director = await at("zhouyinghe", "/desk/channels");
  await send(director, "/desk/channels/resume");
  await reader.goto("/statements");
  await until(reader, async () => (await reader.getByText(title).count()) > 0, "it goes out after the switch is lifted");
  await read("/ledger", "停发");

  await guard.goto("/desk/people");
  await press(guard, guard.locator("a[data-open]", { hasText: "吴乐鸣" }));
  await send(guard, "/grant", { unit: "接访科", role: "承办人" });
  const given = guard.locator("li.line", { hasText: "承办人" });
  await shows(given, "接访科");
  const clerk = await at("wuleming", "/desk/group");
  await shows(clerk.locator("main"), "吴乐鸣", "everybody sees who does what");
  await press(guard, given.getByRole("button", { name: "收回" }));
  assert.equal(await given.count(), 0, "the role is taken back");
  await guard.goto("/desk/people");
  await press(guard, guard.locator("a[data-open]", { hasText: "倪榕白" }));
  assert.equal(await guard.locator("form[action$='/grant']").count(), 0, "and nobody gives one to oneself");
});

day("two lower a grade: one proposes, another agrees", async () => {
  const path = await found("need=false_claim");
  const handler = await at("baominlan", path);
  await act(handler, "提议降低等级…", { grade: "一般", reason: "一周内没有新的来电，涉及两人，已都劝止转账。" });
  assert.equal(await nextBar(handler).getByRole("button", { name: "同意降低等级…", includeHidden: true }).count(), 0, "who proposed cannot agree");
  await shows(handler, "较大", "until then the grade stands");
  await act(await at("tonghehua", path), "同意降低等级…", { note: "同意，提醒照发。" });
  await handler.goto(path);
  await shows(handler.locator("#timeline"), /较大.*一般|等级/, "the line says from what to what");
  await shows(handler, "一般");
  await read("/topics");
  await hides(reader, "降低等级", "the public reads answers, not grades");
});

day("a unit hands back twice, the arbiter decides, and it is not handed back again", async () => {
  const path = await concern("大厅打印机收费不一致", "办信科");
  await act(await at("duanruoning", path), "退回…", { ground: "不属于本单位职责", reason: "大厅设备由综合信息科管理" });
  const director = await at("zhouyinghe", path);
  await act(director, "转办…", { unit: "综合信息科", reason: "设备归综合信息科" });
  await act(director, "告知承办单位", { note: "请核实收费标准" });
  await act(await at("fangxuzhi", path), "退回…", { ground: "另有单位应当承办", reason: "收费由接访科的便民点收取" });
  await director.goto(path);
  await shows(nextBar(director), /裁定/, "it waits for the arbiter");
  await act(director, "裁定承办单位…", { unit: "接访科", reason: "便民点由接访科管理，设备问题请综合信息科协助" });
  await act(director, "告知承办单位", { note: "按裁定办理" });
  const handler = await at("taoyike", path);
  assert.ok((await nextBar(handler).getByText("不能再退回").count()) > 0, "it ends there");
  await act(handler, "签收");
  await shows(handler.locator("#timeline"), "不再退回");
});

day("a consultation has minutes, its proposal another approves, its decision is a task", async () => {
  const number = (await found("need=suggestion")).split("/").pop();
  const director = await at("zhouyinghe", "/desk/meetings/new?about=" + number);
  await send(director, "/desk/meetings", {
    kind: "部门会商", title: "坡道和盲道怎样一起改", place: "二楼会议室", at: shanghai(30).replace("T", " "),
    members: "周映禾，办公室，主持\n蒋叙绵，接访科，成员\n章有光，临澄市残疾人联合会，部门",
  });
  const path = new URL(director.url()).pathname;
  await shows(await at("jiangxumian", "/desk/notices"), "坡道和盲道怎样一起改", "who is asked is told");
  await send(director, "/minutes", { present: ["周映禾（办公室）", "蒋叙绵（接访科）", "章有光（临澄市残疾人联合会）"], minutes: "残联建议坡道和盲道一起改，先到现场走一遍。", proposal: "坡道放缓，盲道接到取号机。", decisions: "量坡道的坡度并画出盲道，接访科，5" });
  await shows(director, "建议待批准");
  assert.equal(await director.locator("form[action$='/approve']").count(), 0, "who wrote it down does not approve it");
  const deputy = await at("tonghehua", path);
  await send(deputy, "/approve", { note: "同意" });
  await shows(deputy, "建议已批准");
  await shows(await at("jiangxumian", "/desk/tasks"), "量坡道的坡度并画出盲道", "the decision is a task");
  await denied(reader, path, "minutes stay inside");
});

day("a decision is assessed before it is carried out, and another approves", async () => {
  const author = await at("taoyike", "/desk/risks/new");
  await send(author, "/desk/risks", { title: "周六改为只开半天", decision: "下月起周六只开上午。", risks: "上班的人来不及办。", grade: "一般", plan: "先公告两周；下午留一个窗口收件。" });
  const path = new URL(author.url()).pathname;
  assert.equal(await author.locator("form[action$='/decide']").count(), 0, "who drafted it does not approve it");
  const director = await at("zhouyinghe", path);
  await send(director, "/decide");
  await shows(director, "已批准");
  const number = (await found("need=suggestion")).split("/").pop();
  await director.goto(path);
  await send(director, "/link", { number });
  await shows(await at("taoyike", path), number, "what came of it is linked");
  assert.equal((await author.request.get(path + "?format=docx")).status(), 200, "and it is a paper");
});

day("a helper from outside sees what was shared, answers once, and the link is over", async () => {
  const path = await found("need=false_claim");
  const handler = await at("baominlan", path + "/file");
  await send(handler, "/helpers", { helper: "临澄市消费者权益保护中心 骆工", question: "这样的转账，怎样申请止付最快？", days: "2" });
  const link = new URL(await handler.locator("#secret").innerText(), server.url).pathname;
  for (const size of [WIDE, PHONE]) {
    await reader.setViewportSize(size);
    await read(link, "怎样申请止付最快？");
    assert.ok((await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `it fits ${size.width}`);
  }
  await hides(reader, "加急费可以加快", "nothing that was not shared");
  await send(reader, reader.locator("form").last(), { text: "先打银行客服电话，半小时内；再到派出所登记。" });
  await shows(reader, "已收到您的回答");
  assert.equal((await reader.goto(link)).status(), 404, "the link works once");
  await handler.goto(path + "/file");
  await shows(handler.locator("tr", { hasText: "骆工" }), "已回答");
  await reader.setViewportSize(WIDE);
});

day("a watch is handed over in writing", async () => {
  const one = await at("chenshuwan", "/desk/roster"), other = await at("wuleming", "/desk/roster");
  const now = await one.locator("[aria-labelledby=r-now] .strong").first().innerText();
  const [from, to] = now === "陈述婉" ? [one, other] : [other, one];
  const note = "一件待研判，来自论坛；打印机收费的事已裁定给接访科；没有快到期的。";
  await send(from, from.locator("form[action$='/note']").first(), { note });
  await shows(from, "等接班人确认");
  assert.equal(await from.getByRole("button", { name: "确认接班" }).count(), 0, "nobody takes over from oneself");
  await to.goto("/desk/roster");
  await shows(to, note);
  await press(to, to.getByRole("button", { name: "确认接班" }).first());
  await shows(to, /已接班：/);
  await denied(reader, "/desk/roster", "the roster is not public");
});

day("a request to a publisher is signed by two before it is sent, and public with its outcome", async () => {
  const number = (await found("list=all&need=inaccurate")).split("/").pop();
  const drafter = await at("chenshuwan", "/desk/requests/new");
  await send(drafter, "/desk/requests/publishers", { kind: "新闻单位", name: "临澄晚报社", licence: "演示刊 20260009 号", contact: "采编中心值班室" });
  await send(drafter, "/desk/requests", { ground: "更正一项不准确的事实", publisher: "临澄晚报社", page_url: "https://wanbao.example/a/31.html", page_title: "领导接访日取消了？", concern: number });
  const path = new URL(drafter.url()).pathname;
  assert.equal(await drafter.locator("form[action$='/sign']").count(), 0, "who drafted it does not sign");
  await send(await at("zhouyinghe", path), "/sign");
  await drafter.goto(path);
  assert.equal(await drafter.locator("form[action$='/send']").count(), 0, "one signature is not enough");
  await send(await at("luanwenzhou", path), "/sign");
  await drafter.goto(path);
  await send(drafter, "/send", { how: "公函送达采编中心" });
  await read("/requests", path.split("/").pop(), "临澄晚报社");
  await send(drafter, "/answer", { outcome: "已更正或刊登、已处理", page: "https://wanbao.example/a/31-correction.html" });
  await reader.goto("/requests");
  await until(reader, async () => (await reader.locator("tr", { hasText: "临澄晚报社" }).getByText("已采纳").count()) > 0, "the public reads the outcome", 10);
});

day("a comment is withheld by two with notice, appealed, and shown again by another", async () => {
  const one = await at("wuleming", "/desk/comments");
  await press(one, one.locator("main a[href^='/desk/comments/']", { hasText: "查了一个月还是受理中" }).first());
  const path = new URL(one.url()).pathname;
  await shows(one, "批评不是不展示的理由", "the page warns that it is criticism");
  await read("/comments");
  const before = await reader.locator("table.reg tbody tr").count();
  await send(one, one.locator("form#agree, form[action$='/withhold']").first());
  await shows(one, "告知编号：");
  const code = (await one.getByText("告知编号：").innerText()).replace(/.*告知编号：/, "").trim();
  await read("/comments", code);
  assert.equal(await reader.locator("table.reg tbody tr").count(), before + 1, "a tombstone stays");
  await press(reader, reader.getByRole("link", { name: code }));
  await reader.locator("[name=text]").fill("我只是想知道有没有人办，群是群众自己建的。");
  await reader.waitForTimeout(2100); // nobody fills it in faster
  await press(reader, reader.getByRole("button", { name: "申诉" }));
  await shows(reader, "申诉已收到");
  await one.goto(path);
  assert.equal(await one.locator("form[action$='/appeal']").count(), 0, "who withheld it does not decide");
  await send(await at("zhouyinghe", path), "/appeal", { verdict: "恢复展示", reason: "群是群众自己建的，话是问进度：恢复展示，由网上信访科另行公开答复。" });
  await read("/comments/" + code, "由网上信访科另行公开答复");
});

day("another agency confirms an answer, and the approver compares, schedules, takes back, approves", async () => {
  const title = "谨防冒充信访工作人员收费的提醒";
  const text = (until) => `信访局工作人员不会以任何名义收取“加急费”。经核实，本周两位群众在云栈区接到这样的电话，均已劝止转账。\n\n下一次说明将于${until}前发布。接到电话请拨打 12345。\n\n临澄市信访局`;
  const drafter = await at("qinzhaoyi", "/desk/review?list=drafting");
  await press(drafter, drafter.locator("a[data-open]", { hasText: title }).first());
  const statement = new URL(drafter.url()).pathname;
  for (const until of ["{{next_time}}", "12月1日"]) {
    await drafter.locator("form.composer [name=text]").fill(text(until));
    await press(drafter, drafter.locator("form.composer").getByRole("button", { name: "保存" }));
  }
  await act(drafter, "请有关单位会签…", { units: ["临澄市云栈区信访局"], question: "云栈区的两起情况是否属实？" });
  await act(drafter, "提交审核");
  for (const login of ["jiangxumian", "zhouyinghe", "fangxuzhi", "xielanting"]) { // as many as the grade has gates
    const signs = nextBar(await at(login, statement)).getByRole("button", { name: /^签署/, includeHidden: true });
    if (await signs.count()) await act(desks[login], /^签署/, { checks: true });
  }

  const approver = await at("tonghehua", "/desk/review");
  await press(approver, approver.locator("a[data-open]", { hasText: title }).first());
  await shows(nextBar(approver), /云栈区信访局/, "it waits for the other agency");
  await shows(approver.locator("#diff"), "〔下次说明的时间：空〕", "what was open reads as its title");
  await hides(approver, "next_time", "and not as a code");
  const other = await at("fubaiyu", "/desk");
  await shows(other, title, "the other agency is asked");
  await other.goto(statement);
  assert.equal(await nextBar(other).getByRole("button", { name: "批准发布", includeHidden: true }).count(), 0, "and does not approve for us");
  await act(other, "会签同意", { note: "属实" });
  await approver.goto(statement);
  await act(approver, "批准发布", { release_at: shanghai(24 * 60), note: "明天一早发" });
  await shows(approver, "定于");
  await reader.goto("/statements");
  await hides(reader, title, "what is scheduled is not public");
  await act(approver, "收回批准…", { reason: "今天就发" });
  await act(approver, "批准发布", {});
  await read("/statements", title);
});

day("a contractor writes under the contract, signs nothing, and writes no more when it ends", async () => {
  const title = "怎样在手机上查办理进度（图解）";
  const hired = await at("peixiaoman", "/desk/editorial/new");
  await send(hired, hired.locator("main form[action='/desk/editorial']"), { title, rights: "无" });
  const statement = "/desk/statements/" + new URL(hired.url()).pathname.split("/").pop();
  await hired.goto(statement);
  await hired.locator("form.composer [name=text]").fill("打开“办理进度”，输入编号和查询码。咨询电话：12345。依据：《信访工作条例》。\n\n临澄市信访局");
  await press(hired, hired.locator("form.composer").getByRole("button", { name: "保存" }));
  for (const path of [await found("grade=major"), "/desk/inbox", "/desk/people", "/desk/contractors", "/desk/channels"]) await denied(hired, path, "not for a contractor");
  const article = statement.replace("statements", "editorial"), editor = await at("qinzhaoyi", article), form = editor.locator(`main form[action="${article}"]`);
  await form.locator("[name=accounts]").first().check(); // where it goes is the agency's to say
  await send(editor, form);
  await hired.goto(statement);
  await act(hired, "提交审核");
  await hired.goto(statement);
  assert.equal(await nextBar(hired).getByRole("button", { name: /签署|批准/, includeHidden: true }).count(), 0, "who is hired signs nothing");
  await act(await at("zhouyinghe", statement), "退回修改…", { reason: "把查询码在哪里写清楚" });

  const director = await at("zhouyinghe", "/desk/contractors");
  await press(director, director.getByRole("link", { name: /澄江云帆/ }).first());
  await send(director, "/end", { reason: "合同到期前更换运维单位" });
  await shows(director, "合同到期前更换运维单位");
  await hired.goto(statement);
  await shows(nextBar(hired), /合同/, "without a contract nothing is submitted");
  await reader.goto("/statements");
  await hides(reader, title);
});
