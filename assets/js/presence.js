// Who else has a matter open stands in #presence, which the stream keeps fresh. The
// first stroke in a form says that one types; a draft (form[data-draft]) that a
// colleague types in takes no more strokes here until it is taken over. What is
// typed stays in its field; what guards the text is the version that it is sent with.
const AGAIN = 30_000; // milliseconds until the next word that one still types

export function startPresence() {
  const box = document.querySelector("[data-presence]");
  if (!box) return;
  const told = {};

  function lock(text) {
    for (const note of document.querySelectorAll("[data-held-note]")) {
      note.querySelector("[data-held-text]").textContent = text;
      note.hidden = false;
    }
    for (const form of document.querySelectorAll("form[data-draft]:not([data-locked])")) {
      form.dataset.locked = "";
      for (const field of form.elements) {
        if (field.type === "submit") field.disabled = true;
        else field.readOnly = true;
      }
      form.dispatchEvent(new CustomEvent("yingda:held"));
    }
  }

  function look() {
    const now = document.getElementById("presence");
    if (now && now.dataset.held) lock(now.dataset.held);
  }

  async function tell(draft) {
    if (Date.now() - (told[draft] || 0) < AGAIN) return;
    told[draft] = Date.now();
    const answer = await fetch(box.dataset.presence, {
      method: "POST",
      body: new URLSearchParams({ page: box.dataset.page, draft }),
      headers: { Accept: "application/json" },
    }).catch(() => null); // the version guards the text all the same
    if (draft && answer && answer.status === 409) lock((await answer.json().catch(() => ({}))).text || "");
  }

  document.addEventListener("input", (e) => {
    const form = e.target.closest("main form[method=post]");
    if (form && !("locked" in form.dataset)) tell("draft" in form.dataset ? "1" : "");
  });
  new MutationObserver(look).observe(box, { childList: true, subtree: true, attributes: true });
  look();
  if (document.querySelector("form[data-draft-taken]")) tell("1");
}
