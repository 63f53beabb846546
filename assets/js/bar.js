// The command bar: a dialog in which one types where to go. Lines come from the
// server once a page, when the bar first opens: what this person may open. A
// number opens its matter; anything else falls through to the search.
const MOST = 60; // lines shown at once

const numbers = /^([CSMAFPI])-?([0-9]{4})-?([0-9]{4,})$/i;
const search = (q) => "/desk/search?q=" + encodeURIComponent(q);

// rank says how well a line fits: 0 not at all, else the smaller the better.
function rank(line, typed) {
  if (!typed) return 1;
  const words = [line.word.toLowerCase(), ...line.also];
  if (words.some((w) => w.startsWith(typed))) return 1;
  if (words.some((w) => w.split(/[ ,]+/).some((part) => part.startsWith(typed)))) return 2;
  return words.some((w) => w.includes(typed)) ? 3 : 0;
}

class Bar {
  constructor(dialog) {
    this.dialog = dialog;
    this.field = dialog.querySelector("input");
    this.list = dialog.querySelector("[role=listbox]");
    this.said = dialog.querySelector("[data-bar-said]");
    this.lines = null;
    this.composing = false;
    this.at = 0;
    this.field.addEventListener("compositionstart", () => (this.composing = true));
    this.field.addEventListener("compositionend", () => {
      this.composing = false;
      this.draw();
    });
    this.field.addEventListener("input", () => this.composing || this.draw());
    this.field.addEventListener("keydown", (e) => this.key(e));
    // while an input method composes, Escape is the input method's
    dialog.addEventListener("cancel", (e) => this.composing && e.preventDefault());
    this.list.addEventListener("click", (e) => this.go(e.target.closest("[role=option]")));
    dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
  }

  async open() {
    this.field.value = "";
    this.draw();
    if (this.lines) return;
    try {
      const answer = await fetch(this.dialog.dataset.bar, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.lines = await answer.json();
    } catch {
      this.said.textContent = this.dialog.dataset.failed;
      return;
    }
    this.said.textContent = "";
    if (!this.composing) this.draw();
  }

  found() {
    const typed = this.field.value.trim();
    const out = [];
    const number = typed.match(numbers);
    if (number) {
      const whole = `${number[1].toUpperCase()}-${number[2]}-${number[3]}`;
      out.push({ word: this.dialog.dataset.openWord.replace("%s", whole), href: search(whole), group: "" });
    }
    const low = typed.toLowerCase();
    const fit = (this.lines || []).map((line) => [rank(line, low), line]).filter(([n]) => n);
    fit.sort(([a], [b]) => a - b);
    out.push(...fit.slice(0, MOST).map(([, line]) => line));
    if (typed && !number) out.push({ word: this.dialog.dataset.findWord.replace("%s", typed), href: search(typed), group: "" });
    return out;
  }

  draw() {
    this.list.replaceChildren(
      ...this.found().map((line, i) => {
        const li = document.createElement("li");
        li.id = `bar-${i}`;
        li.setAttribute("role", "option");
        li.dataset.href = line.href;
        const group = document.createElement("span");
        group.textContent = line.group;
        li.append(line.word, group);
        return li;
      }),
    );
    this.point(0);
  }

  point(to) {
    const all = Array.from(this.list.children);
    this.at = Math.min(Math.max(to, 0), all.length - 1);
    all.forEach((li, i) => li.setAttribute("aria-selected", String(i === this.at)));
    if (all.length) {
      this.field.setAttribute("aria-activedescendant", all[this.at].id);
      all[this.at].scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  key(e) {
    if (e.isComposing || e.keyCode === 229 || e.altKey || e.ctrlKey || e.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[e.key];
    if (step) this.point(this.at + step);
    else if (e.key === "Enter") this.go(this.list.children[this.at]);
    else return;
    e.preventDefault();
  }

  go(option) {
    if (!option) return;
    this.dialog.close();
    location.assign(option.dataset.href);
  }
}

export function startBar() {
  const dialog = document.querySelector("dialog[data-bar]");
  if (!dialog || !dialog.showModal) return;
  const bar = new Bar(dialog);
  // dialog.js has opened it by now
  document.addEventListener("click", (e) => {
    if (e.target.closest('[data-opens="bar"]') && dialog.open) bar.open();
  });
}
