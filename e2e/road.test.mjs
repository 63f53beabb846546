// The main road, by clicking alone: from a fresh folder to a published answer,
// its correction and the end of the matter; on both databases.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, enter, fill, nextBar, press, pusher, send, shows, slip, until } from "./acts.mjs";
import { browse, open, run, shoot, signIn, sound, start } from "./run.mjs";

let browser;
before(async () => { browser = await browse(); });
after(async () => { if (browser) await browser.close(); });

// Two are added by the people page, with roles by their titles; the others by the
// command, with their codes.
const staff = {
  duty: { name: "丁值守", login: "ding", unit: "办公室", roles: ["值班员"] },
  director: { name: "周主任", login: "zhou", unit: "办公室", roles: ["office_director"] },
  handler: { name: "林承办", login: "lin", unit: "网上信访科", roles: ["handler"] },
  drafter: { name: "何拟稿", login: "he", unit: "网上信访科", roles: ["拟稿人", "审核人"] },
  one: { name: "审核甲", login: "jia", unit: "办公室", roles: ["reviewer"] },
  two: { name: "审核乙", login: "yi", unit: "办公室", roles: ["reviewer"] },
  three: { name: "审核丙", login: "bing", unit: "督查科", roles: ["reviewer"] },
  approver: { name: "顾分管", login: "gu", unit: "区信访局", roles: ["deputy"] },
};

const posts = [
  "网上信访提交后没有编号，查询不到办理进度",
  "在网上信访平台提交了材料，没有编号也查询不到进度",
  "网上信访提交后一直没有编号，查询不到办理进度，请处理",
  "网上信访提交之后没有编号，查询不到办理进度怎么办",
].map((text, i) => ({
  source: ["某省民生留言板", "临河论坛"][i % 2], url: `https://example.test/road/${i}`, title: text.slice(0, 16), text,
  published_at: new Date(Date.now() - (i + 1) * 600_000).toISOString(),
}));

const answer =
  "近期，有群众反映网上信访提交后没有编号。经核实，3月13日至15日短信网关故障，编号没有发出，登记本身没有丢失。" +
  "\n\n故障已于3月15日排除，编号已全部补发。责任科室为网上信访科，请凭补发的编号查询进度。\n\n区信访局\n2026年3月16日";

async function road(database) {
  for (const p of Object.values(staff)) delete p.password;
  const newsroom = await letterBox();
  const config = join(tmpdir(), `yingda-road-${newsroom.port}.toml`);
  writeFileSync(config, `[mail]\nserver = "127.0.0.1:${newsroom.port}"\nfrom = "press@bureau.example"\n`);
  const server = await start("serve", ["--regime", "petition-bureau", "--config", config], { database });
  try {
    await walk(server, newsroom);
  } finally {
    await server.stop();
    newsroom.close();
  }
}

// letterBox is a mail server that breaks the line at the end of its first letter,
// so that nobody knows whether it was taken, and takes every later one.
async function letterBox() {
  const box = { letters: 0 };
  const server = createServer((line) => {
    let text = "", inLetter = false;
    line.on("error", () => {});
    line.write("220 newsroom.example\r\n");
    line.on("data", (chunk) => {
      text += chunk;
      for (let end; (end = text.indexOf(inLetter ? "\r\n.\r\n" : "\r\n")) >= 0; ) {
        const command = text.slice(0, 4).toUpperCase();
        text = text.slice(end + (inLetter ? 5 : 2));
        if (inLetter && ++box.letters === 1) return line.destroy();
        line.write(inLetter ? "250 taken\r\n" : { DATA: "354 go on\r\n", QUIT: "221 bye\r\n" }[command] || "250 ok\r\n");
        inLetter = !inLetter && command === "DATA";
      }
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  box.port = server.address().port;
  box.close = () => server.close();
  return box;
}

// addPerson fills the form of the people page and reads the one-time password.
async function addPerson(page, p) {
  await page.goto("/desk/people");
  await press(page, page.getByRole("link", { name: "新增人员" }));
  const form = page.locator("#person");
  for (const box of await form.locator('[name="role"]:checked').all()) await box.uncheck();
  await fill(form, { name: p.name, login: p.login, unit: p.unit, role: p.roles });
  await press(page, form.locator('[type="submit"]'));
  p.password = (await page.locator("[data-secret], .secret, code").first().innerText()).trim();
}

async function walk(server, newsroom) {
  // The first administrator must leave the one-time password behind.
  const admin = await open(browser, server);
  await signIn(admin, "admin", server.password);
  await admin.goto("/desk/people");
  await addPerson(admin, staff.duty);
  await addPerson(admin, staff.drafter);
  for (const p of Object.values(staff)) {
    if (!p.password) p.password = run(server, "user", "add", "--login", p.login, "--name", p.name, "--unit", p.unit, ...p.roles.flatMap((r) => ["--role", r]));
  }
  await admin.goto("/desk/people");
  for (const p of Object.values(staff)) assert.ok(await admin.getByRole("link", { name: p.name }).isVisible(), p.name);

  const taken = await pusher(server)(posts);
  assert.equal(taken.accepted, posts.length, JSON.stringify(taken));

  const at = {};
  for (const [who, p] of Object.entries(staff)) {
    at[who] = await (who === "duty" || who === "drafter" ? enter : slip)(browser, server, p);
  }
  const everybody = Object.values(at);

  // A concern has opened; the duty officer confirms its grade.
  const { duty, director, handler, drafter, approver } = at;
  await until(duty, async () => (await duty.locator("a[href^='/desk/concerns/C-']").count()) > 0, "a concern forms");
  await press(duty, duty.locator("a[href^='/desk/concerns/C-']").first());
  const concern = new URL(duty.url()).pathname;
  await act(duty, "确认等级", { grade: "一般", need: "实际困难", unit: "网上信访科", reason: "多人反映，影响查询进度" });

  await director.goto(concern);
  await act(director, "告知承办单位", { note: "请核实编号发放情况并起草答复", assisting: ["督查科"] });
  await handler.goto(concern);
  await act(handler, "签收");
  assert.ok(await nextBar(handler).getByText("还没有核实事项").count(), "a conclusion needs a fact, and the page says so");
  await act(handler, "记录核实事项", { claim: "提交后没有编号", finding: "短信网关故障三天，登记未丢失", verdict: "属实", evidence: "运维记录" });
  await act(handler, "提交核查结论", { text: "编号短信未发出，已补发" });

  // A newsroom that asked for it gets what goes out.
  await director.goto("/desk/channels/new");
  await send(director, "/desk/channels/outlets", { channel: "新闻单位邮件", name: "临河日报编辑部", address: "desk@linhe.example", asked: "2026-03-01 来函要求接收" });

  // The draft, which its writer cannot sign.
  await drafter.goto(concern);
  await act(drafter, "起草答复", { title: "关于网上信访编号的答复", text: answer });
  const statement = new URL(drafter.url()).pathname;
  assert.match(statement, /\/desk\/statements\/S-/);
  await act(drafter, "定发布渠道…", { channels: ["新闻单位邮件"] });
  await review(at, statement, true);

  const number = statement.split("/").pop();
  const reader = await open(browser, server);
  await reader.goto("/");
  await until(reader, async () => (await reader.getByRole("link", { name: "关于网上信访编号的答复" }).count()) > 0, "the answer is on the front page");
  await press(reader, reader.getByRole("link", { name: "关于网上信访编号的答复" }).first());
  assert.ok(await reader.getByText("编号已全部补发").first().isVisible());

  // The line broke at the end of the letter: nothing is repeated before a person, who
  // asked the newsroom, says that it did not come.
  await director.goto("/desk/channels");
  await until(director, async () => (await director.getByText("不确定是否发出").count()) > 0, "the fate of the letter is unknown");
  await shows(await duty.goto("/desk/channels").then(() => duty), "不确定是否发出");
  assert.equal(await duty.getByRole("button", { name: "没有发出，重发" }).count(), 0, "the watch does not decide");
  assert.equal(newsroom.letters, 1, "it is not sent again by itself");
  await press(director, director.getByRole("button", { name: "没有发出，重发" }).first());
  await until(director, async () => newsroom.letters === 2 && (await director.getByText("不确定是否发出").count()) === 0, "it is sent once more and taken");
  await director.goto(statement);
  await shows(director, "临河日报编辑部", "and stands on record");

  // A correction with its public reason, through the same gates.
  await drafter.goto(statement);
  await act(drafter, "更正…", { reason: "补发时间写错" });
  await drafter.goto(statement);
  const composer = drafter.locator("form.composer");
  await composer.locator('[name="text"]').fill(answer.replace("3月15日排除", "3月16日排除"));
  await press(drafter, composer.getByRole("button", { name: "保存" }));
  await review(at, statement, false);
  await until(reader, async () => (await reader.getByText("3月16日排除").count()) > 0, "the correction is public");
  assert.ok(await reader.getByText("补发时间写错").first().isVisible(), "with its reason");
  await reader.goto("/corrections");
  assert.ok(await reader.getByText("补发时间写错").first().isVisible(), "and on the list of corrections");
  assert.ok((await (await fetch(`${server.url}/statements.json`)).text()).includes(number));

  // The section says how it was solved, the director ends the matter.
  await handler.goto(concern);
  await act(handler, "记录解决情况", { how: "编号已补发", by_whom: "网上信访科", when: "3月16日" });
  await director.goto(concern);
  await act(director, "办结", { outcome: "问题已解决", reason: "编号已补发，答复已公开" });
  await director.goto(concern);
  assert.ok(await director.getByText("办结").first().isVisible());

  for (const page of [admin, reader, ...everybody]) assert.deepEqual(page.faults, []);
  run(server, "audit", "verify");
}

// review takes a draft through submission, three gates and approval.
async function review(at, statement, first) {
  await at.drafter.goto(statement);
  await act(at.drafter, "提交审核");
  await at.drafter.goto(statement);
  assert.ok((await nextBar(at.drafter).innerText()).includes("拟稿人不能签署自己的稿件"), "the drafter sees why not");
  for (const who of ["one", "two", "three"]) {
    await at[who].goto("/desk/review");
    await press(at[who], at[who].locator(`a[href*="${statement}"]`).first());
    if (first && who === "one") {
      await shoot(at[who], "road-review");
      await sound(at[who]);
    }
    await act(at[who], /^签署/, { checks: true });
  }
  await at.approver.goto("/desk/review");
  await press(at.approver, at.approver.locator(`a[href*="${statement}"]`).first());
  await act(at.approver, "批准发布", {});
}

test("the main road by clicking, on SQLite", () => road(""));

const postgres = process.env.YINGDA_E2E_POSTGRES || "";
test("the main road by clicking, on PostgreSQL", { skip: !postgres && "no PostgreSQL was handed over" }, () => road(postgres));
