/* The names of what is kept on the device, and how it is forgotten.

   <form data-forget-pages>   where nobody is signed in no kept page stays: a session may end by itself */

export const CACHE = "wasl-meeting-";

export async function forgetPages(mine = "") {
  const names = window.caches ? await caches.keys() : [];
  await Promise.all(names.map((name) => name.startsWith(CACHE) && name !== mine && caches.delete(name)));
}

export function start() {
  forgetPages();
}
