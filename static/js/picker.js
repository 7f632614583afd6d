/* Turns a list of boxes with a text box and a button into a type-ahead; the boxes that were offered
   after an unclear name stay as they are.

   <div data-picker data-name="places" data-url="/fr/activites/lieux/" data-none="…" data-remove="Remove %s">
     <label><input type="checkbox" name="places" value="MA.09" checked>…</label>
     <div data-picker-plain><input id="id_places" …><button>…</button></div>
   </div> */

import { start as typeahead } from "./typeahead.js";

export function start(picker) {
  const plain = picker.querySelector("[data-picker-plain]");
  const typed = plain.querySelector("input");
  // A name that was not understood stays in its box, with the sentence about it.
  if (typed.value) return;
  const select = document.createElement("select");
  select.multiple = true;
  select.name = picker.dataset.name;
  select.id = typed.id;
  Object.assign(select.dataset, {
    typeahead: "",
    typeaheadUrl: picker.dataset.url,
    none: picker.dataset.none,
    remove: picker.dataset.remove,
  });
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (typed.hasAttribute(name)) select.setAttribute(name, typed.getAttribute(name));
  }
  for (const label of picker.querySelectorAll("label:not([data-offered])")) {
    const box = label.querySelector("input");
    select.add(new Option(label.textContent.trim(), box.value, box.checked, box.checked));
    label.remove();
  }
  // It stays, empty: the form sends the same as before, so nothing seems changed.
  const empty = typed.cloneNode();
  empty.removeAttribute("id");
  empty.type = "hidden";
  plain.replaceWith(select, empty);
  typeahead(select);
}
