/* Starts the behaviours that a page asks for by data attributes. Each is a module of its own, fetched
   only where its attribute stands; the page works without any of them.

   A module exports start(element), called once per element, also for what htmx swaps in. The element
   then says so: data-started names the behaviours that listen. */

const BEHAVIOURS = [
  ["[data-menu]", () => import("./menu.js")],
  ["[data-shortcuts]", () => import("./shortcuts.js")],
  ["[data-focus-first]", () => import("./focus-first.js")],
  ["[data-confirm]", () => import("./confirm.js")],
  ["[data-submit-once]", () => import("./submit-once.js")],
  ["[data-filters]", () => import("./filters.js")],
  ["[data-typeahead]", () => import("./typeahead.js")],
  ["[data-picker]", () => import("./picker.js")],
  ["[data-computed-men]", () => import("./computed-men.js")],
  ["[data-autosave-url]", () => import("./autosave.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["[data-file-hash]", () => import("./file-hash.js")],
  ["[data-grid]", () => import("./grid.js")],
  ["[data-review]", () => import("./review.js")],
  ["[data-blocks]", () => import("./blocks.js")],
  ["[data-keep]", () => import("./meeting-keep.js")],
  ["[data-outbox]", () => import("./outbox.js")],
  ["[data-sign-out]", () => import("./sign-out.js")],
  ["[data-forget-pages]", () => import("./kept-pages.js")],
];
const started = new WeakMap();

function startWithin(root) {
  for (const [selector, load] of BEHAVIOURS) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    const fresh = found.filter((element) => !started.get(element)?.has(selector));
    if (!fresh.length) continue;
    for (const element of fresh) {
      started.set(element, (started.get(element) ?? new Set()).add(selector));
    }
    load().then(({ start }) => {
      for (const element of fresh) {
        start(element);
        element.dataset.started = `${element.dataset.started ?? ""} ${selector.slice(1, -1)}`.trim();
      }
    });
  }
}

startWithin(document);
document.addEventListener("htmx:load", (event) => startWithin(event.detail.elt));
