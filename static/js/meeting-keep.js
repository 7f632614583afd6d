/* Keeps this page on the device, so that it opens without a network: the page as it stands on the
   server, and the styles, modules and letters that it asked for. Nothing else of the portal.

   <main data-keep data-person="12">

   One person's pages at a time: what an earlier one left is removed. sw.js answers from here. */

import { CACHE, forgetPages } from "./kept-pages.js";

export async function start(element) {
  // Without a secure address a browser offers neither.
  if (!("serviceWorker" in navigator) || !window.caches) return;
  const name = CACHE + element.dataset.person;
  await forgetPages(name);
  const kept = await caches.open(name);
  watchFiles(kept);
  await navigator.serviceWorker.register("/sw.js", { scope: element.dataset.scope });
  try {
    const answer = await fetch(location.pathname, { redirect: "error", headers: { Accept: "text/html" } });
    if (answer.ok) await kept.put(location.pathname, answer);
    document.documentElement.dataset.kept = "true";
  } catch {
    // Opened without a network: what is kept stays.
    if (await kept.match(location.pathname)) document.documentElement.dataset.kept = "true";
  }
}

function watchFiles(kept) {
  const seen = new Set();
  const take = async (entries) => {
    for (const { name } of entries) {
      const { origin, pathname } = new URL(name);
      if (origin !== location.origin || !pathname.startsWith("/static/") || seen.has(pathname)) continue;
      seen.add(pathname);
      if (!(await kept.match(pathname))) await kept.add(pathname).catch(() => seen.delete(pathname));
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "resource", buffered: true });
}
