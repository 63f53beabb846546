// Lists: a moving "here" mark for the keyboard, the row opened last and how far
// one had scrolled, and boxes that choose many rows. A list is [data-list="name"]; its rows are [data-row]
// with a link [data-open].
import { words } from "./words.js";

const rows = () => Array.from(document.querySelectorAll("[data-list] [data-row]"));
const here = () => document.querySelector("[data-row][data-here]");

// step moves the mark by one row and returns whether there was a list at all.
export function step(by) {
  const all = rows();
  if (!all.length) return false;
  // the first step goes on from the row that is open beside, or was opened last
  const began = here() || all.find((row) => row.querySelector("[aria-current]")) || all.find((row) => "last" in row.dataset);
  const at = all.indexOf(began);
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
const place = () => `yingda-top:${location.pathname}${location.search}`;

// The address of a row and how far the page was scrolled are all that is kept, and
// only until the tab is closed.
function remember(link) {
  const list = link.closest("[data-list]");
  if (!list) return;
  try {
    sessionStorage.setItem(memory(list.dataset.list), link.getAttribute("href"));
    sessionStorage.setItem(place(), String(Math.round(scrollY)));
  } catch {
    // without storage the mark is simply not there on return
  }
}

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

// scrollBack restores how far the list was scrolled for who comes back from one of
// its rows by a link or an act; the browser's own way back does it by itself.
function scrollBack() {
  const way = performance.getEntriesByType("navigation")[0];
  const top = recall(place());
  if (!top || location.hash || !document.referrer || (way && way.type !== "navigate")) return;
  const from = new URL(document.referrer).pathname;
  for (const list of document.querySelectorAll("main [data-list]")) {
    const links = Array.from(list.querySelectorAll("[data-open]"), (a) => a.pathname);
    const last = recall(memory(list.dataset.list));
    if (last && last.split("?")[0] === from || links.includes(from)) return scrollTo(0, Number(top));
  }
}

function markLast() {
  for (const list of document.querySelectorAll("[data-list]")) {
    const href = recall(memory(list.dataset.list));
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
  scrollBack();
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
