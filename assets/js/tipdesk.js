// The inspector's desk for sealed tips: keys are made, tips opened and entries
// sealed here, in the browser. No field that holds a passphrase or an opened text
// has a name, so no form can send it; the opened key lives in this page alone.
import * as seal from "./tipseal.js";

const all = (mark, root = document) => root.querySelectorAll(mark);
const one = (mark, root = document) => root.querySelector(mark);
const idle = 15 * 60 * 1000;

async function post(address, fields) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" }, cache: "no-store" });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.text);
  return said;
}

function say(form, text) {
  const place = one("[data-tip-said]", form);
  place.textContent = text;
  place.hidden = !text;
}

// during runs one step of a form: its button is off, its faults are shown.
async function during(form, step) {
  const button = one("[type=submit]", form);
  button.disabled = true;
  say(form, "");
  try {
    await step();
  } catch (err) {
    say(form, err.message);
  }
  button.disabled = false;
}

const onSubmit = (form, step) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  during(form, step);
});

function startKey(form) {
  const said = one("[data-tip-said]", form);
  onSubmit(form, async () => {
    const phrase = one("#k-phrase", form).value;
    if (phrase !== one("#k-again", form).value) throw new Error(said.dataset.differ);
    say(form, said.dataset.busy);
    await new Promise((go) => setTimeout(go, 50));
    const identity = await seal.newIdentity();
    const wrapped = await seal.wrapByPhrase(identity, phrase);
    const done = await post(form.dataset.at, { kind: one("#k-kind", form).value, public: await seal.publicOf(identity), wrapped: seal.base64(wrapped) });
    form.reset();
    document.body.dataset.tipDone = "1";
    say(form, done.text);
    setTimeout(() => location.reload(), 1500);
  });
}

// Desk is one tip on its page.
class Desk {
  constructor(root) {
    this.root = root;
    this.at = root.dataset.at;
    this.texts = new Map();
    const form = one("[data-tip-unlock]", root);
    onSubmit(form, () => this.unlock(form));
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => this.stay(), { passive: true });
  }

  stay() {
    clearTimeout(this.timer);
    if (this.key) this.timer = setTimeout(() => location.reload(), idle);
  }

  async unlock(form) {
    const field = one("#t-phrase", form);
    const button = one("[type=submit]", form);
    const word = button.textContent;
    button.textContent = button.dataset.busy;
    await new Promise((go) => setTimeout(go, 50));
    try {
      const own = await seal.unwrapByPhrase(seal.unbase64(this.root.dataset.key), field.value).catch(() => {
        throw new Error(this.root.dataset.wrong);
      });
      this.own = own;
      this.key = new TextDecoder().decode(await seal.openWith(seal.unbase64(this.root.dataset.wrap), own));
    } finally {
      field.value = "";
      button.textContent = word;
    }
    form.hidden = true;
    this.stay();
    await this.reveal();
    for (const card of all("[data-tip-join-card]", this.root)) {
      card.hidden = false;
      const join = one("[data-tip-join]", card);
      onSubmit(join, async () => {
        const [key, pub] = one("#t-joiner", join).value.split(" ");
        await post(`${this.at}/readers`, { key, wrapped: seal.base64(await seal.sealTo(this.key, pub)) });
        location.reload();
      });
    }
  }

  async reveal() {
    for (const item of all("[data-item]", this.root)) {
      const answer = await fetch(`${this.at}/items/${item.dataset.item}`, { cache: "no-store" });
      const letter = seal.readLetter(await seal.openWith(new Uint8Array(await answer.arrayBuffer()), this.key));
      this.texts.set(item.dataset.item, { kind: item.dataset.kind, letter });
      one("[data-text]", item).textContent = letter.text;
      this.files(item, letter.files || []);
    }
    for (const form of all("[data-tip-entry]", this.root)) onSubmit(form, () => this.entry(form));
    for (const form of all("[data-tip-publish]", this.root)) this.startPublish(form);
    one("[data-tip-forms]", this.root).hidden = false;
    this.root.dataset.open = "1";
  }

  files(item, files) {
    const list = one("[data-list]", item);
    list.hidden = files.length === 0;
    for (const f of files) {
      const link = document.createElement("a");
      const line = document.createElement("li");
      // Always a download: what a stranger sent is not shown inside this page.
      link.href = URL.createObjectURL(new Blob([seal.unbase64(f.data)], { type: "application/octet-stream" }));
      link.download = f.name;
      link.textContent = f.name;
      line.append(item.dataset.files + "：", link);
      list.append(line);
    }
  }

  async entry(form) {
    const kind = form.dataset.tipEntry;
    const letter = { text: one("textarea", form).value };
    const fields = { kind, digest: "" };
    const to = [this.root.dataset.public];
    if (kind === "answer") to.push(this.root.dataset.answerKey);
    if (kind === "outcome") {
      letter.salt = seal.newCode();
      fields.digest = seal.digest(letter.salt + "\n" + letter.text);
    }
    const sealed = await seal.sealTo(seal.letterBytes(letter), ...to);
    if (kind === "answer" && sealed.length > Number(this.root.dataset.size)) throw new Error(this.root.dataset.long);
    await post(`${this.at}/entries`, { ...fields, sealed: seal.base64(sealed) });
    await this.again();
  }

  // again fetches the page's body anew and opens it with the key at hand.
  async again() {
    const page = await fetch(this.at, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    one("[data-tip-body]", this.root).replaceWith(document.importNode(one("[data-tip-body]", fresh), true));
    await this.reveal();
  }

  startPublish(form) {
    const id = form.closest("[data-item]").dataset.item;
    const { letter } = this.texts.get(id);
    const told = [...this.texts.values()].filter((t) => t.kind === "letter" || t.kind === "reply").map((t) => t.letter.text);
    const place = one("[data-trace]", form);
    const same = shared(letter.text, told);
    place.textContent = same.length ? place.dataset.some + same.map((s) => `「${s}」`).join("") : place.dataset.none;
    form.hidden = false;
    onSubmit(form, async () => {
      await post(`${this.at}/publish`, { item: id, salt: letter.salt, text: letter.text, read: one("[data-read]", form).checked ? "1" : "" });
      location.reload();
    });
  }
}

// shared returns the runs of eight characters or more that a text has in common
// with what was told: words of the teller's own point to the teller.
function shared(text, told) {
  const least = 8;
  const out = [];
  for (let i = 0; i + least <= text.length; ) {
    let n = least;
    while (i + n <= text.length && told.some((t) => t.includes(text.slice(i, i + n)))) n++;
    n--;
    if (n >= least) {
      out.push(text.slice(i, i + n));
      i += n;
    } else i++;
  }
  return out;
}

// unlocked opens a wrapped private key by the passphrase in a form.
const unlocked = (form, wrapped, phrase) => seal.unwrapByPhrase(seal.unbase64(wrapped), phrase).catch(() => {
  throw new Error(form.dataset.wrong);
});
const breath = () => new Promise((go) => setTimeout(go, 50));

async function told(form, fields) {
  const done = await post(form.dataset.at, fields);
  document.body.dataset.tipDone = "1";
  say(form, done.text);
  setTimeout(() => location.reload(), 1500);
}

// rewrapped closes tips' keys anew: each is opened by what open returns for it.
async function rewrapped(list, pub, open) {
  const out = [];
  for (const x of list) out.push({ tip: x.tip, wrapped: seal.base64(await seal.sealTo(await seal.openWith(seal.unbase64(x.wrap), await open(x)), pub)) });
  return JSON.stringify(out);
}

function startRewrap(form) {
  onSubmit(form, async () => {
    const phrase = one("[type=password]", form).value;
    await breath();
    const known = new Map();
    const list = await rewrapped(JSON.parse(form.dataset.list), form.dataset.public, async (x) => {
      if (!known.has(x.key)) known.set(x.key, await unlocked(form, x.key, phrase));
      return known.get(x.key);
    });
    await told(form, { list });
  });
}

// A recovery key is made, split in two and forgotten: one half is chance, the other
// the key crossed with it, each closed to one custodian.
function startSplit(form) {
  onSubmit(form, async () => {
    const [one1, two] = ["#r-one", "#r-two"].map((id) => one(id, form).value.split(" "));
    const identity = await seal.newIdentity();
    const whole = new TextEncoder().encode(identity);
    const chance = crypto.getRandomValues(new Uint8Array(whole.length));
    const other = whole.map((b, i) => b ^ chance[i]);
    await told(form, { public: await seal.publicOf(identity), one: one1[0], two: two[0], one_share: seal.base64(await seal.sealTo(chance, one1[1])), two_share: seal.base64(await seal.sealTo(other, two[1])) });
  });
}

function startGive(form) {
  onSubmit(form, async () => {
    await breath();
    const own = await unlocked(form, form.dataset.key, one("[data-phrase]", form).value);
    const half = await seal.openWith(seal.unbase64(form.dataset.share), own);
    await told(form, { sealed: seal.base64(await seal.sealTo(half, form.dataset.public)) });
  });
}

function startUse(form) {
  onSubmit(form, async () => {
    await breath();
    const own = await unlocked(form, form.dataset.key, one("[data-phrase]", form).value);
    const halves = [];
    for (const h of JSON.parse(form.dataset.halves)) halves.push(await seal.openWith(seal.unbase64(h), own));
    const identity = new TextDecoder().decode(halves[0].map((b, i) => b ^ halves[1][i]));
    await told(form, { list: await rewrapped(JSON.parse(form.dataset.held), form.dataset.public, () => identity) });
  });
}

for (const form of all("[data-tip-rewrap]")) startRewrap(form);
for (const form of all("[data-tip-split]")) startSplit(form);
for (const form of all("[data-tip-give]")) startGive(form);
for (const form of all("[data-tip-use]")) startUse(form);
for (const form of all("[data-tip-key]")) startKey(form);
for (const root of all("[data-tip]")) new Desk(root);
