/* Finds the options of a list by typing; accents, case and Arabic letter variants do not matter.
   The select stays in the form and is what is sent.

   <select data-typeahead data-none="Nothing found" data-remove="Remove %s">…</select>
   <select multiple data-typeahead data-typeahead-url="/fr/places/search/" …><option selected …></select>

   With an address, options come from GET ?q=…: {"results": [{"value": "12", "label": "Agadir", "detail": "commune"}]}. */

const WAIT = 200;
const LIMIT = 30;

function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/ٱ/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/[-'’]/g, " ")
    .toLowerCase();
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

export function start(select) {
  // The box takes the place of the select for its label, and for links to a field in error.
  const { id } = select;
  select.id = `${id}_select`;
  const holder = element("div", { class: "typeahead" });
  const input = element("input", {
    type: "text", id, role: "combobox", autocomplete: "off", dir: "auto",
    "aria-expanded": "false", "aria-controls": `${id}_list`, "aria-autocomplete": "list",
  });
  const list = element("ul", { id: `${id}_list`, role: "listbox", class: "typeahead__list", hidden: "" });
  const chosen = element("ul", { class: "tags" });
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.hidden = true;
  select.required = false;
  select.after(holder);
  holder.append(input, list);
  if (select.multiple) holder.after(chosen);

  let active = -1;
  let asked = 0;
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const changed = () => select.dispatchEvent(new Event("input", { bubbles: true }))
    && select.dispatchEvent(new Event("change", { bubbles: true }));

  function show() {
    if (!select.multiple) {
      const [picked] = select.selectedOptions;
      input.value = picked?.value ? picked.text : "";
      return;
    }
    chosen.replaceChildren(...[...select.selectedOptions].map((option) => {
      const item = element("li", {});
      const button = element("button", { type: "button", class: "tag", dir: "auto" }, `${option.text} ×`);
      button.setAttribute("aria-label", (select.dataset.remove ?? "%s").replace("%s", option.text));
      button.addEventListener("click", () => {
        option.selected = false;
        changed();
        show();
        input.focus();
      });
      item.append(button);
      return item;
    }));
    input.value = "";
  }

  function pick({ value, label: text }) {
    let option = [...select.options].find((one) => one.value === value);
    if (!option) {
      option = new Option(text, value);
      select.add(option);
    }
    option.selected = true;
    changed();
    show();
    close();
  }

  function offer(found) {
    list.replaceChildren(...found.slice(0, LIMIT).map((entry, index) => {
      const item = element("li", { role: "option", id: `${id}_${index}`, "aria-selected": "false", dir: "auto" }, entry.label);
      if (entry.detail) item.append(" ", element("small", { class: "muted" }, entry.detail));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        pick(entry);
      });
      return item;
    }));
    if (!found.length) list.append(element("li", { class: "typeahead__none", role: "status" }, select.dataset.none ?? ""));
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    list.entries = found;
  }

  async function look() {
    const words = input.value.trim();
    const turn = ++asked;
    if (select.dataset.typeaheadUrl) {
      if (!words) return close();
      const answer = await fetch(`${select.dataset.typeaheadUrl}?q=${encodeURIComponent(words)}`);
      const { results } = await answer.json();
      // An older answer may come after a newer one.
      if (turn === asked) offer(results.filter(({ value }) => !isChosen(value)));
    } else {
      const parts = fold(words).split(/\s+/);
      offer([...select.options]
        .filter((option) => option.value && !(select.multiple && option.selected))
        .filter((option) => parts.every((part) => fold(option.text).includes(part)))
        .map((option) => ({ value: option.value, label: option.text })));
    }
  }
  const isChosen = (value) => select.multiple && [...select.selectedOptions].some((one) => one.value === String(value));

  function move(step) {
    const all = options();
    if (!all.length) return;
    all[active]?.setAttribute("aria-selected", "false");
    active = (active + step + all.length) % all.length;
    all[active].setAttribute("aria-selected", "true");
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(look, select.dataset.typeaheadUrl ? WAIT : 0);
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && !event.ctrlKey) {
      event.preventDefault();
      const entry = list.entries[Math.max(active, 0)];
      if (entry) pick(entry);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && select.multiple) {
      const last = [...select.selectedOptions].at(-1);
      if (last) last.selected = false;
      changed();
      show();
    }
  });
  input.addEventListener("focus", () => select.dataset.typeaheadUrl || look());
  input.addEventListener("blur", () => {
    close();
    if (!input.value.trim() && !select.multiple && select.value) {
      select.value = "";
      changed();
    }
    // The chosen ones stay as they are: one of them may be what is being clicked.
    if (select.multiple) input.value = "";
    else show();
  });
  show();
}
