/* Sends what waits, oldest first, and says why it stops.

   Answers "sent", "offline", "signed-out" or "other-person". JSON with the key of each
   decision: sent twice, the server still has it once. The token is asked for each time: one that a
   kept page holds may be dead. */

import { change, decisionsOf } from "./outbox-store.js";

const SESSION = "/api/v1/session/";
const PATIENCE = 20000;

export async function send(person, code, told) {
  if (!navigator.locks) return sendNow(person, code, told);
  // Two tabs take turns; the second finds nothing left to do.
  return navigator.locks.request("wasl-outbox", () => sendNow(person, code, told));
}

async function sendNow(person, code, told) {
  const waiting = (await decisionsOf(person, code)).filter((one) => one.state === "waiting");
  if (!waiting.length) return "sent";
  try {
    const session = await ask(SESSION, {});
    if (session.status === 401) return "signed-out";
    if (!session.ok) return "offline";
    const { person: present, csrf } = await session.json();
    if (present !== person) return "other-person";
    for (const decision of waiting) {
      const answer = await ask(decision.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": decision.key },
        body: JSON.stringify(decision.typed),
      });
      if (answer.status === 401) return "signed-out";
      if (answer.status === 429 || answer.status >= 500) return "offline";
      await change({ ...decision, ...outcome(answer, await answer.json()) });
      await told();
    }
    return "sent";
  } catch {
    // No answer, or one of a network that puts its own page in between.
    return "offline";
  }
}

async function ask(address, options) {
  return fetch(address, {
    ...options,
    credentials: "same-origin",
    redirect: "error",
    // A network that swallows everything: tried again later, under the same key.
    signal: AbortSignal.timeout(PATIENCE),
    headers: { Accept: "application/json", ...options.headers },
  });
}

function outcome(answer, problem) {
  if (answer.ok) return { state: "saved", number: problem.number, sentence: "" };
  const sentences = Object.values(problem.errors ?? {}).flat().join(" ");
  return { state: "refused", sentence: sentences || problem.title };
}
