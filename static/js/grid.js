/* The grid of values: moves between boxes as a spreadsheet does, and saves each changed row.

   <form data-grid data-save-url="…" data-paste-url="…" data-failed="…" data-leave="…">
     <p data-grid-line role="status"></p>
     <tbody data-row="12" data-state="draft">
       <input name="v-12" data-cell><input type="hidden" name="ver-12"><input type="hidden" name="was-12">
       <td data-slot="state">…</td>
   </form>
   <template data-grid-saving>…</template> <template data-grid-waiting>…</template>

   The server judges every row and answers what it now shows; the form works without any of this. */

import { queue } from "./grid-queue.js";
import { paste } from "./grid-paste.js";

export function start(form) {
  const sending = queue(form);
  const isRightToLeft = document.documentElement.dir === "rtl";
  let before = "";
  let editing = false;

  form.addEventListener("focusin", ({ target }) => {
    if (!target.matches("[data-cell]")) return;
    before = target.value;
    editing = false;
    if (target.matches("input")) target.select();
  });
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[data-cell]")) editing = true;
  });
  form.addEventListener("change", ({ target }) => {
    const row = target.closest("[data-row]");
    if (row && target.name && target.type !== "file") sending.add(row);
  });
  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key === "Enter" && event.ctrlKey && box.closest("[data-row]")) {
      // The panel of the row, not the shortcut that sends a form.
      event.preventDefault();
      event.stopPropagation();
      toggle(box);
    } else if (box.matches("[data-cell]")) {
      keyOnCell(event, box);
    }
  });
  paste(form, sending);

  function keyOnCell(event, box) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const isWords = box.matches("textarea");
    const sideways = { ArrowLeft: isRightToLeft ? 1 : -1, ArrowRight: isRightToLeft ? -1 : 1 }[event.key];
    if (event.key === "Enter" && !(isWords && event.shiftKey)) {
      event.preventDefault();
      move(box, event.shiftKey ? -1 : 1, 0);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !(isWords && editing)) {
      event.preventDefault();
      move(box, event.key === "ArrowDown" ? 1 : -1, 0);
    } else if (sideways && !editing && !isWords && boxesBeside(box).length > 1) {
      event.preventDefault();
      move(box, 0, sideways);
    } else if (event.key === "F2") {
      event.preventDefault();
      editing = true;
      box.setSelectionRange(box.value.length, box.value.length);
    } else if (event.key === "Escape") {
      event.preventDefault();
      box.value = before;
      editing = false;
      if (box.matches("input")) box.select();
    }
  }

  /* The lines of the grid as they stand open: those of measures and, under them, of categories. */
  function lines() {
    const boxes = [...form.querySelectorAll("[data-cell]")].filter((box) => box.checkVisibility());
    const found = new Map();
    for (const box of boxes) {
      const line = box.closest(".grid-part, .grid-row__line");
      found.set(line, [...(found.get(line) ?? []), box]);
    }
    return [...found.values()];
  }

  function boxesBeside(box) {
    return lines().find((line) => line.includes(box)) ?? [];
  }

  function move(box, down, aside) {
    const all = lines();
    const place = all.findIndex((line) => line.includes(box));
    const column = all[place].indexOf(box);
    const line = all[place + down];
    if (!line) return void box.blur();
    const next = line[Math.min(Math.max(column + aside, 0), line.length - 1)];
    next.focus();
  }

  function toggle(box) {
    const row = box.closest("[data-row]");
    const panel = row.querySelector("[data-details]");
    if (!panel) return;
    panel.open = !panel.open;
    const first = panel.open ? panel.querySelector("input, select, textarea") : row.querySelector("[data-cell]");
    first.focus();
  }
}
