// Lists: a moving "here" mark for the keyboard, the row opened last, and boxes
// that choose many rows. A list is [data-list="name"]; its rows are [data-row]
// with a link [data-open].
import { words } from "./words.js";

const rows = () => Array.from(document.querySelectorAll("[data-list] [data-row]"));
const here = () => document.querySelector("[data-row][data-here]");

// step moves the mark by one row and returns whether there was a list at all.
export function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(here());
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  if (at >= 0) delete all[at].dataset.here;
  all[to].dataset.here = "";
  const link = all[to].querySelector("[data-open]") || all[to];
  link.focus({ preventScroll: true });
  all[to].scrollIntoView({ block: "nearest" });
  return true;
}

// openHere follows the link of the marked row.
export function openHere() {
  const row = here();
  const link = row && row.querySelector("[data-open]");
  if (link) link.click();
  return Boolean(link);
}

const memory = (list) => `yingda-last:${list}`;

// The address of a row is all that is kept, and only until the tab is closed.
function remember(link) {
  const list = link.closest("[data-list]");
  if (!list) return;
  try {
    sessionStorage.setItem(memory(list.dataset.list), link.getAttribute("href"));
  } catch {
    // without storage the mark is simply not there on return
  }
}

function markLast() {
  for (const list of document.querySelectorAll("[data-list]")) {
    let href = null;
    try {
      href = sessionStorage.getItem(memory(list.dataset.list));
    } catch {
      return;
    }
    for (const link of list.querySelectorAll("[data-open]")) {
      const row = link.closest("[data-row]");
      if (row && href && link.getAttribute("href") === href) row.dataset.last = "";
    }
  }
}

// showChosen writes how many rows are ticked into [data-chosen] and shows the
// bulk bar around it only while there are some.
function showChosen(list) {
  const boxes = Array.from(list.querySelectorAll("[data-choose]"));
  const ticked = boxes.filter((b) => b.checked).length;
  const all = list.querySelector("[data-choose-all]");
  if (all) {
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  for (const out of list.querySelectorAll("[data-chosen]")) out.textContent = words.chosen(ticked);
  for (const bar of list.querySelectorAll("[data-bulk]")) bar.hidden = ticked === 0;
}

export function startList() {
  markLast();
  for (const list of document.querySelectorAll("[data-list]")) showChosen(list);
  document.addEventListener("click", (e) => {
    const link = e.target.closest("[data-open]");
    if (link) remember(link);
  });
  document.addEventListener("change", (e) => {
    const list = e.target.closest("[data-list]");
    if (!list) return;
    if (e.target.matches("[data-choose-all]")) {
      for (const box of list.querySelectorAll("[data-choose]")) box.checked = e.target.checked;
    }
    if (e.target.matches("[data-choose], [data-choose-all]")) showChosen(list);
  });
  document.addEventListener("htmx:after:swap", markLast);
}
