// The form of a message: the browser does a little work in place of the small
// sum, so that nobody has to answer it where script runs.
import { sha256 } from "@noble/hashes/sha2.js";

const utf8 = (text) => new TextEncoder().encode(text);

async function work(token, bits) {
  for (let n = 0; ; n++) {
    const sum = sha256(utf8(token + "." + n));
    if (((sum[0] << 24) | (sum[1] << 16) | (sum[2] << 8) | sum[3]) >>> (32 - bits) === 0) return String(n);
    if (n % 2000 === 1999) await new Promise((go) => setTimeout(go, 0));
  }
}

const form = document.querySelector("form[data-work]");
if (form) {
  const sum = form.querySelector("[data-sum]");
  work(form.elements.form.value, Number(form.dataset.work)).then((answer) => {
    form.elements.work.value = answer;
    sum.hidden = true;
    form.elements.sum.required = false;
  });
  // Sent once; the page that comes back is the receipt.
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; }, 0);
  });
}
