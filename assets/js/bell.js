// The tab's title carries the number of unread notices, as the server wrote it:
// "(3) …". The bell is replaced when the number moves; the title follows it.
export function startBell() {
  const bell = document.getElementById("bell");
  if (!bell) return;
  new MutationObserver(() => {
    const n = document.querySelector("#bell b")?.textContent.trim();
    const title = document.title.replace(/^\(\d+\+?\) /, "");
    document.title = n ? `(${n}) ${title}` : title;
  }).observe(bell.parentElement, { childList: true, subtree: true });
}
