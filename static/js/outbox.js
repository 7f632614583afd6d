/* Takes down decisions on the device, shows where each one is, and sends them when it can.

   <section data-outbox data-person="12" data-code="ABCD-EFGH" data-address="/api/v1/…" data-language="fr">
     <form hidden>…</form> <ol data-outbox-list></ol>
     <p data-outbox-line role="status"></p> <button data-outbox-send hidden>…</button>
     <template data-outbox-waiting>…</template> … -saved, -refused, -row
     <template data-outbox-says="offline">…</template> … signed-out, other-person, somebody, lost
   </section>

   The words are the server's, in templates. Without a database in the browser the form stays hidden
   and the link to the page of the sitting is what one has. */

import { decisionsOf, draft, keep, keepDraft, remove, someoneElseWaits } from "./outbox-store.js";
import { send } from "./outbox-send.js";

const AGAIN = 15000;
const PAUSE = 300;

export async function start(section) {
  const { person, code, address, language } = section.dataset;
  const form = section.querySelector("form");
  const list = section.querySelector("[data-outbox-list]");
  const line = section.querySelector("[data-outbox-line]");
  const button = section.querySelector("[data-outbox-send]");
  const words = (name) => section.querySelector(`template[data-outbox-${name}]`).content.cloneNode(true);
  let again = 0;
  let pause = 0;
  let isSending = false;
  let isWanted = false;

  const fields = () => Object.fromEntries(new FormData(form));
  const fill = (typed) => {
    for (const [name, value] of Object.entries(typed)) if (form.elements[name]) form.elements[name].value = value;
  };

  function say(name) {
    const told = name && section.querySelector(`template[data-outbox-says="${name}"]`);
    line.replaceChildren(...(told ? [told.content.cloneNode(true)] : []));
  }

  async function draw() {
    const decisions = await decisionsOf(person, code);
    list.replaceChildren(...decisions.map(row));
    button.hidden = !decisions.some((one) => one.state === "waiting");
    section.dataset.waiting = decisions.filter((one) => one.state === "waiting").length;
  }

  function row(decision) {
    const item = words("row").firstElementChild;
    item.dataset.state = decision.state;
    item.dataset.key = decision.key;
    item.querySelector("[data-slot=state]").replaceChildren(words(decision.state));
    item.querySelector("[data-slot=text]").textContent = decision.typed.text;
    item.querySelector("[data-slot=who]").textContent = decision.said.filter(Boolean).join(" · ");
    const number = item.querySelector("[data-slot=number]");
    if (number) number.textContent = decision.number;
    const sentence = item.querySelector("[data-slot=sentence]");
    if (sentence) sentence.textContent = decision.sentence;
    item.querySelector("[data-outbox-edit]")?.addEventListener("click", () => edit(decision));
    item.querySelector("[data-outbox-remove]")?.addEventListener("click", async () => {
      await remove(decision.key);
      await draw();
    });
    return item;
  }

  /* What was refused goes back into the form, under its own key. */
  function edit(decision) {
    fill(decision.typed);
    form.elements.key.value = decision.key;
    form.elements.text.focus();
  }

  async function take() {
    const typed = fields();
    const chosen = (name) => (typed[name] ? form.elements[name].selectedOptions[0].text : "");
    const decision = {
      key: typed.key || crypto.randomUUID(),
      person,
      code,
      address,
      page: location.pathname,
      typed: { ...typed, language },
      said: [chosen("kind"), chosen("owner"), typed.due_on],
      state: "waiting",
      number: null,
      sentence: "",
      at: Date.now(),
    };
    clearTimeout(pause);
    try {
      await keep(decision);
    } catch {
      // Full, or forbidden: the text stays in the form.
      return void say("lost");
    }
    // What was typed while it was being kept is the next one.
    if (form.elements.text.value === typed.text) form.reset();
    // A hidden field is not reset with its form.
    form.elements.key.value = "";
    form.elements.text.focus();
    await draw();
    await flush();
  }

  /* One round at a time; who asks meanwhile gets one more. */
  async function flush() {
    isWanted = true;
    if (isSending) return;
    isSending = true;
    try {
      while (isWanted) {
        isWanted = false;
        await round();
      }
    } finally {
      isSending = false;
    }
  }

  async function round() {
    clearTimeout(again);
    const end = await send(person, code, draw).catch(() => "offline");
    await draw();
    if (end === "sent") say((await someoneElseWaits(person)) ? "somebody" : "");
    else say(end);
    if (end === "offline") again = setTimeout(flush, AGAIN);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => keepDraft(person, code, fields()).catch(() => say("lost")), PAUSE);
  });
  button.addEventListener("click", flush);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());

  try {
    const typed = await draft(person, code);
    if (typed) fill(typed);
    await draw();
  } catch {
    return void say("lost");
  }
  form.hidden = false;
  navigator.storage?.persist?.();
  await flush();
}
