/* Sends the rows of a grid that changed: one request at a time, many rows in it, again after a
   failure. Shows in each row what the server answers. */

const PAUSE = 300;
const AGAIN = 8000;

export function queue(form) {
  const line = form.querySelector("[data-grid-line]");
  const words = (name) => document.querySelector(`template[data-grid-${name}]`);
  const waiting = new Set();
  let timer = 0;
  let sending = null;
  let leaving = false;

  function add(row) {
    waiting.add(row);
    show(row, "saving");
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  function show(row, state) {
    row.dataset.state = state;
    row.querySelector("[data-slot=state]").replaceChildren(words(state).content.cloneNode(true));
  }

  function fieldsOf(rows) {
    const body = new FormData();
    for (const row of rows) {
      for (const field of row.querySelectorAll("input:not([type=file]), select, textarea")) {
        if (field.name) body.append(field.name, field.value);
      }
    }
    return body;
  }

  async function send() {
    if (sending || leaving || !waiting.size) return sending;
    const rows = [...waiting];
    waiting.clear();
    const body = fieldsOf(rows);
    sending = exchange(rows, body).finally(() => {
      sending = null;
      if (waiting.size) timer = setTimeout(send, PAUSE);
    });
    return sending;
  }

  async function exchange(rows, body) {
    try {
      const answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body,
      });
      if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
        throw new Error(String(answer.status));
      }
      const told = await answer.json();
      if (told.locked) return void refused(rows, told.locked);
      for (const row of rows) settle(row, told.rows[row.dataset.row], body);
      document.getElementById("completeness").innerHTML = told.completeness;
      line.textContent = "";
    } catch {
      for (const row of rows) {
        waiting.add(row);
        show(row, "waiting");
      }
      line.textContent = form.dataset.failed;
      clearTimeout(timer);
      timer = setTimeout(send, AGAIN);
    }
  }

  function refused(rows, sentence) {
    for (const row of rows) show(row, "waiting");
    line.textContent = sentence;
  }

  function settle(row, now, body) {
    if (!now) return;
    const field = (name) => form.elements[name];
    field(`ver-${row.dataset.row}`).value = now.version;
    field(`was-${row.dataset.row}`).value = now.was;
    for (const [name, text] of Object.entries(now.texts)) {
      // Typed meanwhile: it is sent next, and judged by what was saved now.
      const box = field(name);
      if (box && box.value === body.get(name)) box.value = text;
      box?.toggleAttribute("aria-invalid", false);
    }
    for (const name of now.invalid) field(name)?.setAttribute("aria-invalid", "true");
    for (const [name, html] of Object.entries(now.slots)) {
      const slot = row.querySelector(`[data-slot="${name}"]`);
      if (slot) slot.innerHTML = html;
    }
    row.dataset.state = now.state;
    if (waiting.has(row)) show(row, "saving");
  }

  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = waiting.size || sending || form.querySelector("[data-state=invalid], [data-state=waiting]");
    if (isUnsaved && !leaving) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => document.hidden && send());
  return { add, send };
}
