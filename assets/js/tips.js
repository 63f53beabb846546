// The pages on which somebody tells, and follows. What is typed leaves the page
// sealed or not at all: once this runs, the fields have no name that a form could
// send. Nothing is kept in the browser.
import { startTheme } from "./theme.js";
import * as seal from "./tipseal.js";

startTheme();

const all = (mark, root = document) => root.querySelectorAll(mark);
const one = (mark, root = document) => root.querySelector(mark);
const most = 4 * 1024 * 1024;

async function ask(address, fields, form) {
  const body = fields && new FormData();
  for (const [name, value] of Object.entries(fields || {})) body.append(name, value instanceof Uint8Array ? new Blob([value]) : value);
  const answer = await fetch(address, { method: fields ? "POST" : "GET", body, headers: { Accept: "application/json" }, referrerPolicy: "no-referrer", cache: "no-store", credentials: "omit" });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.text), { code: said.code, said: true });
  return said;
}

// taken reads a form's text and files and takes their names away.
function taken(form) {
  return { text: one("textarea", form), files: one("[type=file]", form) };
}
function disarm(form) {
  for (const field of all("textarea, [type=file], [name=code]", form)) field.removeAttribute("name");
}

function busy(form, on) {
  const button = one("[type=submit]", form);
  if (on) button.dataset.word = button.textContent;
  button.disabled = on;
  button.textContent = on ? form.dataset.busy || button.textContent : button.dataset.word;
}

function fault(text) {
  const place = one("[data-tip-fault]");
  place.textContent = text;
  place.hidden = !text;
  if (text) place.scrollIntoView({ block: "center" });
}

const tooLarge = (files) => Array.from(files).reduce((n, f) => n + f.size, 0) > most;

function startSend(form) {
  disarm(form);
  one("[data-tip-sealed]").hidden = false;
  for (const p of all("[data-tip-plain]")) p.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { text, files } = taken(form);
    if (tooLarge(files.files)) return fault(form.dataset.large);
    fault("");
    busy(form, true);
    try {
      const code = seal.newCode();
      await send(form, seal.plainCode(code), await seal.letterOf(text.value, files.files), JSON.parse(form.dataset.keys), 2);
      form.reset();
      form.hidden = true;
      const done = one("[data-tip-done]");
      one("[data-tip-code]", done).textContent = code;
      done.hidden = false;
      one("[data-tip-head]", done).focus();
    } catch (err) {
      fault(err.said ? err.message : form.dataset.failed);
      busy(form, false);
    }
  });
}

async function send(form, code, letter, keys, tries) {
  const { token, bits } = await ask("/tips/form");
  const since = performance.now();
  const answer = await seal.work(token, bits);
  const identity = await seal.newIdentity();
  const pub = await seal.publicOf(identity);
  const wraps = [];
  for (const k of keys) wraps.push({ key: k.id, wrapped: seal.base64(await seal.sealTo(identity, k.public)) });
  const sealed = await seal.sealTo(seal.letterBytes(letter), pub);
  // A form younger than a second is taken for a machine's.
  await new Promise((go) => setTimeout(go, Math.max(0, 1100 - (performance.now() - since))));
  const at = { office: one("[name=office]", form).value, unit: one("[name=unit]", form).value };
  try {
    await ask("/tips/send", { ...at, door: seal.doorOf(code), public: pub, answer_key: await seal.publicOf(seal.keyOf(code)), wraps: JSON.stringify(wraps), token, work: answer, sealed });
  } catch (err) {
    if (tries === 0 || (err.code !== "tip.readers" && err.code !== "tip.work")) throw err;
    await send(form, code, letter, await ask("/tips/readers", at), tries - 1);
  }
}

function startLook(form) {
  disarm(form);
  for (const p of all("[data-tip-plain]")) p.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = seal.plainCode(one("#t-code").value);
    fault("");
    busy(form, true);
    try {
      const seen = await ask("/tips/follow", { door: seal.doorOf(code) });
      busy(form, false);
      if (!seen.found) return fault(form.dataset.wrong);
      form.reset();
      form.hidden = true;
      await show(seen, code);
    } catch (err) {
      fault(form.dataset.failed);
      busy(form, false);
    }
  });
}

async function show(seen, code) {
  const place = one("[data-tip-seen]");
  one("[data-tip-state]").textContent = place.dataset[seen.state];
  one("[data-tip-due]").textContent = seen.due ? new Date(seen.due).toLocaleDateString(document.documentElement.lang) : "—";
  one("[data-tip-ending]").hidden = !seen.ends;
  one("[data-tip-ends]").textContent = seen.ends ? new Date(seen.ends).toLocaleDateString(document.documentElement.lang) : "";
  const list = one("[data-tip-answers]");
  for (const a of seen.answers) {
    const letter = seal.readLetter(await seal.openWith(seal.unbase64(a.sealed), seal.keyOf(code)));
    const note = document.createElement("div");
    const day = document.createElement("p");
    const text = document.createElement("p");
    note.className = "note sp12 note--letter";
    day.className = "meta";
    text.className = "lines";
    day.textContent = new Date(a.at).toLocaleDateString(document.documentElement.lang);
    text.textContent = letter.text;
    text.lang = "zh-CN";
    note.append(day, text);
    list.append(note);
  }
  one("[data-tip-none]").hidden = seen.answers.length > 0;
  one("[data-tip-outcome]").hidden = !seen.outcome;
  one("[data-tip-outcome-text]").textContent = seen.outcome || "";
  place.hidden = false;
  startReply(one("[data-tip-reply]"), code, seen.public);
}

function startReply(form, code, pub) {
  disarm(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { text, files } = taken(form);
    if (tooLarge(files.files)) return fault(form.dataset.large);
    const said = one("[data-tip-said]", form);
    busy(form, true);
    try {
      const sealed = await seal.sealTo(seal.letterBytes(await seal.letterOf(text.value, files.files)), pub);
      await ask("/tips/reply", { door: seal.doorOf(code), sealed });
      form.reset();
      said.textContent = form.dataset.done;
    } catch (err) {
      said.textContent = err.said ? err.message : form.dataset.failed;
    }
    said.hidden = false;
    busy(form, false);
  });
}

if (seal.able()) {
  for (const form of all("[data-tip-send]")) startSend(form);
  for (const form of all("[data-tip-look]")) startLook(form);
}
