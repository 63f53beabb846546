// Short notices. The server sends one with the answer header
//   HX-Trigger: {"yingda:toast": {"text": "…", "undo": "/path", "undoText": "撤销"}}
// or leaves a <template data-toast> in the page. A fault stays until closed.
import { words } from "./words.js";

const STAYS = 8000; // milliseconds; long enough to read two lines and reach the button

let region;

export function toast({ text, fault = false, undo = "", undoText = "" }) {
  const box = document.createElement("div");
  box.className = fault ? "toast toast--fault" : "toast";
  box.append(document.createTextNode(text));
  if (undo) box.append(undoForm(undo, undoText));
  const close = button(words.close);
  close.addEventListener("click", () => box.remove());
  box.append(close);
  region.append(box);
  if (!fault) setTimeout(() => box.remove(), STAYS);
}

function button(text) {
  const b = document.createElement("button");
  b.className = "btn btn--s";
  b.textContent = text;
  return b;
}

// undoForm posts like any other form of the page, so that it needs no script
// of its own and the cross-origin guard sees an ordinary request.
function undoForm(action, text) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.append(button(text));
  return form;
}

export function startToasts() {
  region = document.createElement("div");
  region.className = "toasts";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
  document.addEventListener("yingda:toast", (e) => toast(e.detail));
  for (const t of document.querySelectorAll("template[data-toast]")) {
    toast({ text: t.content.textContent.trim(), fault: t.dataset.toast === "fault" });
  }
}
