// Light and dark. Without a choice the system's preference rules; a choice is
// kept in this browser and marked as data-theme on the root element.
const KEY = "yingda-theme";

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off in some agencies' browsers
  }
}

export function applyTheme() {
  const theme = chosen();
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

function flip() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem(KEY, root.dataset.theme);
  } catch {
    // the choice then lasts for this page
  }
}

// startTheme makes every [data-theme-switch] flip the theme.
export function startTheme() {
  applyTheme();
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-theme-switch]")) flip();
  });
}
