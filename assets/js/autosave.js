// Drafts are kept on the server while one types. A form[data-autosave="/path"]
// posts its fields there a moment after the last stroke. The server answers
//   200 {"version": 7}     kept; the form's field "version" follows
//   401 {"text": "…"}      signed out: tried again, for who signs in beside it
//   409                    somebody else changed it, or types in it (draft.held): nothing
//                          more is sent
//   4xx {"text": "…"}      refused, with the sentence to show
// Anything else is tried again. [data-autosave-state] shows how it stands.
// Nothing is kept in the browser: what one types may be personal.
import { words } from "./words.js";

const PAUSE = 1500; // milliseconds of quiet before saving
const RETRY = [2000, 5000, 15000, 30000];

class Draft {
  constructor(form) {
    this.form = form;
    this.out = form.querySelector("[data-autosave-state]");
    this.timer = 0;
    this.failures = 0;
    this.dirty = false;
    this.busy = false;
    this.stale = false;
    form.addEventListener("input", () => this.touch());
    form.addEventListener("compositionend", () => this.touch());
    form.addEventListener("submit", () => this.leave());
    form.addEventListener("yingda:held", () => this.stop());
  }

  touch() {
    if (this.stale) return;
    this.dirty = true;
    this.later(PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.stale = true;
  }

  leave() {
    clearTimeout(this.timer);
    this.dirty = false;
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  show(state, text) {
    if (!this.out) return;
    this.out.dataset.state = state;
    this.out.textContent = text;
  }

  async save() {
    if (this.busy) return this.later(PAUSE);
    this.busy = true;
    this.dirty = false;
    this.show("saving", words.saving);
    try {
      await this.send();
      this.failures = 0;
    } catch {
      this.dirty = true;
      this.show("failed", words.failed);
      this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);
    } finally {
      this.busy = false;
    }
  }

  async send() {
    const answer = await fetch(this.form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(new FormData(this.form)),
      headers: { Accept: "application/json" },
    });
    if (answer.status === 409) {
      this.stale = true;
      this.dirty = true;
      const said = await answer.json().catch(() => ({}));
      return this.show("stale", said.code === "draft.held" ? said.text : words.stale);
    }
    if (answer.status === 401) {
      this.dirty = true;
      const said = await answer.json().catch(() => ({}));
      this.show("failed", said.text || words.failed);
      return this.later(RETRY[2]);
    }
    if (answer.status >= 400 && answer.status < 500) {
      this.dirty = true;
      const said = await answer.json().catch(() => ({}));
      return this.show("failed", words.refused + (said.text || said.detail || answer.status));
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    const version = this.form.elements.namedItem("version");
    if (version && said.version !== undefined) version.value = said.version;
    this.show("saved", words.saved(new Date().toTimeString().slice(0, 5)));
    await this.check();
  }
}

// A form[data-checks="/path"] has a panel #proof of automatic checks, which follows
// what was kept. Without an answer the panel stays as it was.
Draft.prototype.check = async function () {
  const panel = document.getElementById("proof");
  if (!panel || !this.form.dataset.checks) return;
  const answer = await fetch(this.form.dataset.checks).catch(() => null);
  if (answer && answer.ok) panel.innerHTML = await answer.text();
};

export function startAutosave() {
  const drafts = new Map();
  const wire = () => {
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      if (!drafts.has(form)) drafts.set(form, new Draft(form));
    }
  };
  wire();
  document.addEventListener("htmx:after:swap", wire);
  addEventListener("beforeunload", (e) => {
    for (const [form, draft] of drafts) {
      if (draft.dirty && form.isConnected) {
        e.preventDefault();
        e.returnValue = ""; // Chromium before 119 asks only for this
      }
    }
  });
}
