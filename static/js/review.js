/* Keys of the queue of values: j and k go on and back, v signs, r asks. Letters are found by their
   place on the keyboard; the reader may turn them off in the list of shortcuts.

   <div data-review>… <a data-review-next>, <form data-review-sign>, <textarea data-review-question></div> */

export function start(queue) {
  queue.querySelector("[data-review-keys]")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (localStorage.getItem("wasl-shortcuts") === "off") return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog[open]")) return;
    const act = KEYS[event.code];
    if (!act) return;
    event.preventDefault();
    act(queue);
  });
}

const KEYS = {
  KeyJ: (queue) => queue.querySelector("[data-review-next]")?.click(),
  KeyK: (queue) => queue.querySelector("[data-review-previous]")?.click(),
  KeyV: (queue) => queue.querySelector("[data-review-sign]")?.requestSubmit(),
  KeyR: (queue) => queue.querySelector("[data-review-question]")?.focus(),
};
