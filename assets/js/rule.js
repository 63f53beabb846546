// The field of a rule while it is typed: it is marked wrong as long as the check
// below it (#rule-check, swapped in by htmx) says so, and the proposed rule is
// taken over with one press of button[data-rule].
export function startRule() {
  const field = document.getElementById("rule");
  if (!field) return;
  const wire = () => {
    const check = document.getElementById("rule-check");
    if (!check) return;
    if (check.querySelector(".fault")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    for (const button of check.querySelectorAll("button[data-rule]")) button.hidden = false;
  };
  if (!field.hasAttribute("aria-invalid")) wire();
  for (const button of document.querySelectorAll("#rule-check button[data-rule]")) button.hidden = false;
  document.addEventListener("htmx:after:swap", wire);
  document.addEventListener("click", (e) => {
    const button = e.target.closest("button[data-rule]");
    if (!button) return;
    field.value = button.dataset.rule;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
