/* Keyboard shortcuts and the list of them. Letters are found by their place on the keyboard, so that
   they work on an Arabic one; the reader may turn them off in the list.

   <dialog data-shortcuts><input type="checkbox" data-shortcuts-on checked>…</dialog>
   <a data-shortcut-new href="…">Log an activity</a> */

const KEY = "wasl-shortcuts";

export function start(dialog) {
  const toggle = dialog.querySelector("[data-shortcuts-on]");
  toggle.checked = localStorage.getItem(KEY) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(KEY, toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.ctrlKey && event.key === "Enter" && typing?.form) {
      event.preventDefault();
      typing.form.requestSubmit();
    }
    if (typing || dialog.open || !toggle.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" || event.key === "؟") {
      dialog.showModal();
    } else if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) {
      focusFilters(event);
    } else if (event.code === "KeyN" && !event.shiftKey) {
      const link = document.querySelector("[data-shortcut-new], .bottom-bar__add a");
      if (link) window.location.assign(link.href);
    }
  });
}

function focusFilters(event) {
  const field = document.querySelector("[data-filters] :is(input:not([type=hidden]), select)");
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}
