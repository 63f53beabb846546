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

// What belongs to a list of boxes: those that are ticked, and the box for all that
// match the filter, further pages too; there rows that are not ticked are left out.
function chosen(list) {
  const boxes = Array.from(list.querySelectorAll("[data-choose]"));
  const matching = list.querySelector("[data-choose-matching]");
  return { boxes, ticked: boxes.filter((b) => b.checked), matching: Boolean(matching && matching.checked) };
}

// showChosen writes how many rows are ticked into [data-chosen] and shows the
// bulk bar around it only while there are some.
function showChosen(list) {
  const { boxes, ticked, matching } = chosen(list);
  const all = list.querySelector("[data-choose-all]");
  if (all) {
    all.hidden = false;
    all.checked = boxes.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
  }
  const text = matching ? words.matching(boxes.length - ticked.length) : words.chosen(ticked.length);
  for (const out of list.querySelectorAll("[data-chosen]")) out.textContent = text;
  for (const bar of list.querySelectorAll("[data-bulk]")) bar.hidden = ticked.length === 0 && !matching;
  for (const act of list.querySelectorAll("[data-ticked]")) act.disabled = matching;
}

let last = null; // box that was ticked last, for ranges

// range gives the boxes between the last one and this one what this one has now.
function range(list, box) {
  const boxes = Array.from(list.querySelectorAll("[data-choose]"));
  const [a, b] = [boxes.indexOf(last), boxes.indexOf(box)].sort((x, y) => x - y);
  if (a < 0) return;
  for (const each of boxes.slice(a, b + 1)) each.checked = box.checked;
}

// leaveOut names the rows that are not ticked to a form for all that match.
function leaveOut(form) {
  for (const old of form.querySelectorAll("[data-left-out]")) old.remove();
  const { boxes, matching } = chosen(form.closest("[data-list]"));
  for (const box of boxes) {
    box.disabled = matching; // the filter names them already
    if (!matching || box.checked) continue;
    const out = document.createElement("input");
    Object.assign(out, { type: "hidden", name: "except", value: box.value.split(".")[0] });
    out.dataset.leftOut = "";
    form.append(out);
  }
}

export function startList() {
  markLast();
  for (const list of document.querySelectorAll("[data-list]")) showChosen(list);
  document.addEventListener("click", (e) => {
    const link = e.target.closest("[data-open]");
    if (link) remember(link);
    if (!e.target.matches("[data-choose]")) return;
    if (e.shiftKey) range(e.target.closest("[data-list]"), e.target);
    last = e.target;
  });
  document.addEventListener("submit", (e) => {
    if (e.target.matches("form[data-bulk]")) leaveOut(e.target);
  });
  // Back from the next page: boxes may be ticked as they were left.
  window.addEventListener("pageshow", () => {
    for (const box of document.querySelectorAll("[data-choose]")) box.disabled = false;
    for (const list of document.querySelectorAll("[data-list]")) showChosen(list);
  });
  document.addEventListener("change", (e) => {
    const list = e.target.closest("[data-list]");
    if (!list) return;
    if (e.target.matches("[data-choose-all]")) {
      for (const box of list.querySelectorAll("[data-choose]")) box.checked = e.target.checked;
      const matching = list.querySelector("[data-choose-matching]");
      if (matching && !e.target.checked) matching.checked = false;
    }
    if (e.target.matches("[data-choose-matching]")) {
      for (const box of list.querySelectorAll("[data-choose]")) box.checked = e.target.checked;
    }
    if (e.target.matches("[data-choose], [data-choose-all], [data-choose-matching]")) showChosen(list);
  });
  document.addEventListener("htmx:after:swap", markLast);
  scrollBack(); // last: what script shows above the rows stands by now
}
