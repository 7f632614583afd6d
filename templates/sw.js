/* Shows a kept page of a meeting when the network does not. It keeps nothing itself and sees no other
   page: it is registered for the addresses of frozen dashboards only (static/js/meeting-keep.js). */

const MEETING = /^\/[a-z]{2}\/pilotage\/figes\/[^/]+\/reunion\/$/;
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && MEETING.test(pathname)) event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request, pathname));
});

/* The server's word counts: where it answers that one may not, or has to sign in, that is shown. */
async function page(request, pathname) {
  const kept = await caches.match(pathname, { ignoreVary: true });
  const asked = fetch(request);
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([asked, late]).catch(() => undefined);
  if (!answer || answer.status >= 500) return kept;
  if (answer.status === 403 || answer.status === 404) await forget(pathname);
  return answer;
}

async function file(request, pathname) {
  // Names carry their content: what is kept under a name is what the server has under it.
  return fetch(request).catch(async (error) => {
    const kept = await caches.match(pathname, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  });
}

async function forget(pathname) {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(pathname, { ignoreVary: true });
}
