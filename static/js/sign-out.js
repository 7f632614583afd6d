/* Before a sign-out: nothing that was kept to be read stays on the device, and what waits to be sent
   is not lost unseen.

   <form method="post" action="…" data-sign-out="12">          the id of the person
   <section data-unsent hidden> <ul data-unsent-list> <button data-unsent-delete>

   Where something waits, the page of the sign-out lists it and asks: send, keep or delete. */

import { forgetPages } from "./kept-pages.js";

export function start(form) {
  const person = form.dataset.signOut;
  const notice = form.closest("header") ? null : document.querySelector("[data-unsent]");
  let isSettled = false;

  /* A browser that never kept a decision has no database: none is made to find that out. */
  async function store() {
    const known = (await window.indexedDB?.databases?.()) ?? [];
    return known.some(({ name }) => name === "wasl-outbox") && import("./outbox-store.js");
  }

  async function waiting() {
    const kept = await store();
    return kept ? (await kept.decisionsOf(person)).filter((one) => one.state !== "saved") : [];
  }

  async function leave(forget) {
    const kept = await store().catch(() => null);
    if (kept) await kept[forget](person).catch(() => {});
    await forgetPages().catch(() => {});
    isSettled = true;
    form.requestSubmit();
  }

  async function list() {
    const items = (await waiting()).map(({ page, typed }) => {
      const link = document.createElement("a");
      Object.assign(link, { href: page, dir: "auto", textContent: typed.text });
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    notice.hidden = !items.length;
    notice.querySelector("[data-unsent-list]").replaceChildren(...items);
  }

  form.addEventListener("submit", async (event) => {
    if (isSettled) return;
    event.preventDefault();
    const unsent = notice ? [] : await waiting().catch(() => []);
    if (unsent.length) window.location.assign(form.action);
    else leave("forgetSaved");
  });
  if (!notice) return;
  list();
  notice.querySelector("[data-unsent-delete]").addEventListener("click", () => leave("forget"));
}
