// A day at the inbox of the sample agency, of a duty officer and those beside: what
// the public brings on paper, by the hotline, in confidence, as a complaint, and what
// is asked again and again.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { act, choose, fill, hides, press, sample, send, shows, slip, until } from "./acts.mjs";
import { browse, open, sound, start } from "./run.mjs";

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

const day = (name, walk) => test(name, { timeout: 120_000 }, async () => {
  await walk();
  for (const page of [reader, ...Object.values(desks)]) assert.deepEqual(page.faults.splice(0), []);
});

// at is the desk of one of the sample's people, at a path.
async function at(login, path) {
  desks[login] ??= await slip(browser, server, people[login]);
  await desks[login].goto(path);
  return desks[login];
}

// type enters a message by hand and returns its number and code.
async function type(fields, files = []) {
  const duty = await at("chenshuwan", "/desk/inbox/new");
  const form = duty.locator("main form[action='/desk/inbox/new/files']");
  await fill(form, fields);
  await form.locator("[name=file]").setInputFiles(files);
  await press(duty, form.locator("[type=submit]"));
  const said = await duty.locator("main").innerText();
  return [said.match(/M-\d{4}-\d{4}/)[0], said.match(/([2-9A-Z]{4}-){3}[2-9A-Z]{4}/)[0]];
}

// follow opens a message as who sent it.
async function follow(number, code) {
  await reader.goto("/follow");
  await reader.locator("#f-number").fill(number);
  await reader.locator("#f-code").fill(code);
  await press(reader, reader.locator('form [type="submit"]'));
}

day("a letter from the suggestion box is typed in with its photograph, decided on, signed and read by its code", async () => {
  const [number, code] = await type({ way: "意见箱", subject: "给轮椅留个位置", text: "大厅等候区没有放轮椅的地方，请划一块。写信的人电话 13912345678。", contact: "13912345678" }, { name: "来信.jpg", mimeType: "image/jpeg", buffer: Buffer.from("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z", "base64") });
  const duty = await at("chenshuwan", "/desk/inbox/" + number);
  await hides(duty.locator("main"), "13912345678", "what is personal is hidden");
  await sound(duty);
  await press(duty, duty.getByRole("button", { name: "打开原文和联系方式" }));
  await shows(duty, /13912345678/, "who handles it may open the original");
  await shows(duty, "来信.jpg", "and the photograph");
  await act(duty, "分办", { kind: "意见建议", unit: "接访科" });
  const handler = await at("hesuiyuan", "/desk/inbox/" + number);
  await act(handler, "记录采纳情况", { adoption: "采纳", reason: "本周划出两个轮椅位" });
  await act(handler, "提交答复", { text: "建议已采纳：本周在等候区划出两个轮椅位，并贴标识。谢谢您。" });
  assert.equal(await handler.getByRole("button", { name: "签发" }).count(), 0, "who wrote it does not sign");
  await act(await at("zhouyinghe", "/desk/inbox/" + number), "签发");
  await handler.goto("/desk/inbox/" + number);
  await act(handler, "登记已答复本人…", { how: "电话告知" });
  await follow(number, code);
  await shows(reader, /本周在等候区划出两个轮椅位/, "the sender reads the answer");
  await hides(reader, "13912345678");
});

day("an export of the hotline is mapped once; what came before comes once, and every row is accounted for", async () => {
  const csv = (...rows) => ({ name: "hotline.csv", mimeType: "text/csv", buffer: Buffer.from("\ufeff工单编号,诉求内容,来电号码,受理时间\n" + rows.join("\n") + "\n") });
  const keeper = await at("chenshuwan", "/desk/tickets?way=hotline");
  const put = async (file) => {
    await keeper.goto("/desk/tickets?way=hotline");
    await keeper.locator("#t-in").setInputFiles(file);
    await press(keeper, keeper.getByRole("button", { name: "导入", exact: true }));
  };
  await put(csv("RX-9001,接访大厅的饮水机没有热水,13711112222,2026-11-20 09:10", "RX-9001,接访大厅的饮水机没有热水,13711112222,2026-11-20 09:10", ",没有编号的一行,,"));
  await shows(keeper, /新来件 1，.*以前已有 1，没有收下 1/);
  const number = await keeper.locator("section:has(#t-done) a.num").first().innerText();
  await sound(keeper);
  await put(csv("RX-9001,补充：二楼的也没有热水,13711112222,2026-11-21 10:00"));
  await shows(keeper, /新来件 0，并入原件 1/, "what says more goes on in its case");
  await keeper.goto("/desk/inbox/" + number);
  await shows(keeper, "补充：二楼的也没有热水");
  await hides(keeper, "13711112222");
});

day("a complaint becomes a concern without its sender, and comes back with the public answer", async () => {
  const [number, code] = await type({ way: "办事大厅", text: "我叫苗青禾，周五下午三点去窗口，没有人在，等了一个小时。" });
  const duty = await at("chenshuwan", "/desk/inbox/" + number);
  await act(duty, "分办", { kind: "投诉", unit: "接访科" });
  await act(await at("hesuiyuan", "/desk/inbox/" + number), "转为公众关切");
  const handler = await at("hesuiyuan", "/desk/inbox/" + number);
  const concern = (await handler.locator("main").innerText()).match(/C-\d{4}-\d{4}/)[0];
  await duty.goto("/desk/concerns/" + concern);
  await hides(duty, "苗青禾", "the concern does not know who complained");
  await follow(number, code);
  await shows(reader, /公众关切|核查/, "the sender is told in plain words");
});

day("a tip that came by the hall goes to inspection, and its first copy is gone", async () => {
  const words = "接访科有人收了加急费，每件两百元，暗记丙三九一五。";
  const [number] = await type({ way: "办事大厅", text: words });
  const duty = await at("chenshuwan", "/desk/inbox/" + number);
  await act(duty, "分办", { kind: "问题线索", unit: "办公室" });
  await hides(duty.getByRole("region", { name: "下一步" }), /转为公众关切/, "no concern is made of a tip");
  await press(duty, duty.locator("main").getByRole("link", { name: "转入受保护渠道" }));
  await choose(duty.locator("main [name=unit]"), "接访科");
  await sound(duty);
  await press(duty, duty.getByRole("button", { name: "密封移入" }));
  await shows(duty, /已密封移入/);
  for (const path of ["/desk/inbox/" + number, "/desk/search?q=" + encodeURIComponent("暗记丙三九一五"), "/desk/inbox?list=all"]) {
    await duty.goto(path);
    assert.equal(await duty.getByText("每件两百元").count(), 0, `nothing of it stands on ${path}`);
  }
  const inspector = await at("baominlan", "/desk/tips");
  assert.ok((await inspector.locator("td a.title").count()) > 0, "inspection has it");
  await duty.goto("/desk/tasks");
  await shows(duty, /原件/, "who moved it has to destroy the paper");
});

day("what is asked again and again gets a checked answer: another approves it, the public finds it, an officer puts it in", async () => {
  const question = "等候区能不能带宠物进来？", answer = "导盲犬可以；其他宠物请交由门口寄存处，免费。";
  const writer = await at("taoyike", "/desk/answers/new");
  const form = writer.locator("main form[action='/desk/answers']");
  await fill(form, { question, answer, source: "接访大厅管理规定（临信发〔2025〕6号）", article: "第八条" });
  await choose(form.locator("[name=source_kind]"), "文件");
  await press(writer, form.locator("[type=submit]"));
  const path = new URL(writer.url()).pathname;
  assert.match(path, /^\/desk\/answers\/\d+$/);
  assert.equal(await writer.locator("form[action$='/decide']").count(), 0, "who wrote it does not approve it");
  const director = await at("zhouyinghe", path);
  await sound(director);
  await press(director, director.locator("form[action$='/decide'] [type=submit]").first());
  await reader.goto("/answers?q=" + encodeURIComponent("宠物"));
  await until(reader, async () => (await reader.getByText(question).count()) > 0, "the public finds it", 10);

  const [number] = await type({ way: "办事大厅", text: "请问等候区能不能带宠物进来？" });
  const duty = await at("chenshuwan", "/desk/inbox/" + number);
  await act(duty, "分办", { kind: "咨询", unit: "接访科" });
  await writer.goto("/desk/inbox/" + number);
  await press(writer, writer.locator("form[action$='/insert'] [type=submit]").first());
  await shows(writer, "导盲犬可以", "an officer puts it in");
  await act(writer, "提交答复");
  await director.goto("/desk/inbox/" + number);
  await act(director, "签发");
});
