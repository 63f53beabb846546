// Dialogs and small page acts. A link or button with data-opens="id" opens that
// dialog; without script a link goes to the page that asks the same question.
// data-closes closes the dialog around it; data-print prints the page.
export function startDialogs() {
  document.addEventListener("click", (e) => {
    const opener = e.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog && dialog.showModal) {
        e.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = e.target.closest("[data-closes]");
    if (closer) {
      e.preventDefault();
      closer.closest("dialog").close();
      return;
    }
    if (e.target.closest("[data-print]")) print();
  });
}
