/* Keeps decisions in the browser's own database until the server has them, and what is being typed.

   A decision: { key, person, code, address, typed, said, state, number, at }
     person    who typed it: nobody else sends it
     typed     the fields of the form; `said` is how a reader names them
     state     "waiting", "saved" (then number) or "refused" (then sentence) */

import { openDB } from "../vendor/js/idb.js";

let opened = null;

function database() {
  opened ??= openDB("wasl-outbox", 1, {
    upgrade(db) {
      db.createObjectStore("decisions", { keyPath: "key" });
      db.createObjectStore("drafts");
    },
  });
  return opened;
}

/* What a person typed, in the order of typing; of one page where a code is given. */
export async function decisionsOf(person, code = null) {
  const all = await (await database()).getAll("decisions");
  return all
    .filter((one) => one.person === person && (code === null || one.code === code))
    .sort((one, other) => one.at - other.at);
}

/* Whether something waits that another person typed. */
export async function someoneElseWaits(person) {
  const all = await (await database()).getAll("decisions");
  return all.some((one) => one.person !== person && one.state !== "saved");
}

/* Keep a decision and forget the draft that it was: both or nothing. */
export async function keep(decision) {
  const work = (await database()).transaction(["decisions", "drafts"], "readwrite", { durability: "strict" });
  work.objectStore("decisions").put(decision);
  work.objectStore("drafts").delete(draftKey(decision.person, decision.code));
  await work.done;
}

export async function change(decision) {
  await (await database()).put("decisions", decision);
}

export async function remove(key) {
  await (await database()).delete("decisions", key);
}

/* Forget what a person typed on this device; what waits goes too. */
export async function forget(person) {
  const db = await database();
  for (const one of await decisionsOf(person)) await db.delete("decisions", one.key);
  for (const key of await db.getAllKeys("drafts")) if (key.startsWith(`${person} `)) await db.delete("drafts", key);
}

/* Forget what the server has; what waits stays. */
export async function forgetSaved(person) {
  const db = await database();
  for (const one of await decisionsOf(person)) if (one.state === "saved") await db.delete("decisions", one.key);
}

export async function draft(person, code) {
  return (await database()).get("drafts", draftKey(person, code));
}

export async function keepDraft(person, code, fields) {
  await (await database()).put("drafts", fields, draftKey(person, code));
}

function draftKey(person, code) {
  return `${person} ${code}`;
}
