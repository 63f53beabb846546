// Keyboard. Single keys act only outside fields, never with a modifier, and
// never while an input method composes (a Chinese typist's "j" is half a word).
// Controls name their own key: data-key="a" is pressed by a; data-go="d" by g
// then d, wherever the menu hides it; data-find gets the focus by /. A control in a
// closed menu is pressed too. data-keys="off" on the root element (a personal
// setting) switches every key off.
import { words } from "./words.js";
import { step, openHere } from "./list.js";

const WAIT_FOR_SECOND = 1200; // milliseconds between g and its letter

let jumping = 0;

const composing = (e) => e.isComposing || e.keyCode === 229;
const typing = (el) =>
  el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
  (el.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(el.type));
const visible = (el) => el.getClientRects().length > 0;
const folded = (el) => Boolean(el.closest("details.menu:not([open])"));

function press(attribute, key) {
  const all = Array.from(document.querySelectorAll(`[${attribute}="${CSS.escape(key)}"]`));
  let control = all.find(visible);
  if (!control && attribute === "data-go") control = all[0];
  if (!control && (control = all.find(folded))) control.closest("details").open = true;
  if (!control || control.getAttribute("aria-disabled") === "true") return false;
  if (typing(control)) control.focus();
  else control.click();
  return true;
}

// pressHere presses a control of the row that j and k stand on: data-herekey="x".
function pressHere(key) {
  const control = document.querySelector(`[data-row][data-here] [data-herekey="${CSS.escape(key)}"]`);
  if (!control) return false;
  control.click();
  return true;
}

function find() {
  const field = Array.from(document.querySelectorAll("[data-find]")).find(visible);
  if (field) {
    field.focus();
    field.select();
  }
  return Boolean(field);
}

function single(e) {
  if (jumping) {
    clearTimeout(jumping);
    jumping = 0;
    return press("data-go", e.key);
  }
  switch (e.key) {
    case "j":
    case "ArrowDown":
      return step(1);
    case "k":
    case "ArrowUp":
      return step(-1);
    case "Enter":
      // a focused link or button answers to Enter by itself
      return document.activeElement === document.body && openHere();
    case "/":
      return find();
    case "?":
      return help();
    case "Escape":
      return press("data-key", "Escape");
    case "g":
      jumping = setTimeout(() => (jumping = 0), WAIT_FOR_SECOND);
      return true;
    default:
      return e.key.length === 1 && (pressHere(e.key) || press("data-key", e.key));
  }
}

function submit(field) {
  const form = field.closest("form");
  if (!form) return false;
  const main = form.querySelector("[data-submit]") || form.querySelector("[type=submit]");
  if (main) main.click();
  return Boolean(main);
}

// bar opens the command bar, and closes it; it opens over no other dialog.
function bar() {
  const open = document.querySelector("dialog[open]");
  if (!open) return press("data-key", "Ctrl+K");
  if (!("bar" in open.dataset)) return false;
  open.close();
  return true;
}

function onKey(e) {
  if (composing(e) || e.defaultPrevented || document.documentElement.dataset.keys === "off") return;
  const target = e.target instanceof Element ? e.target : document.body;
  if (e.ctrlKey || e.metaKey) {
    if (e.altKey || e.shiftKey) return;
    if (e.key === "Enter" && submit(target)) e.preventDefault();
    if (e.key === "k" && bar()) e.preventDefault();
    return;
  }
  if (e.altKey || typing(target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (single(e)) e.preventDefault();
}

const spoken = (el) => el.getAttribute("aria-label") || (el.labels && el.labels.length ? el.labels[0] : el).textContent.trim();

// help lists what this page answers to, read from the page itself.
function help() {
  const rows = [
    ["j", words.next],
    ["k", words.previous],
    ["Enter", words.open],
    ["/", words.find],
    ["Ctrl+Enter", words.submit],
    ["?", words.help],
  ];
  for (const el of document.querySelectorAll("[data-key], [data-go]")) {
    if (!visible(el) && !folded(el) && !("go" in el.dataset)) continue;
    const key = el.dataset.key || `g ${el.dataset.go}`;
    rows.push([key, spoken(el)]);
  }
  const inRow = new Map();
  for (const el of document.querySelectorAll("[data-row] [data-herekey]")) {
    if (!inRow.has(el.dataset.herekey)) inRow.set(el.dataset.herekey, spoken(el));
  }
  rows.push(...inRow);
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.className = "h2";
  title.id = "keys-title";
  title.textContent = words.keys;
  dialog.setAttribute("aria-labelledby", title.id);
  const list = document.createElement("dl");
  list.className = "keys";
  for (const [key, what] of rows) {
    const dt = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd);
    const dd = document.createElement("dd");
    dd.textContent = what;
    list.append(dt, dd);
  }
  const close = document.createElement("button");
  close.className = "btn";
  close.dataset.closes = "";
  close.textContent = words.close;
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}
