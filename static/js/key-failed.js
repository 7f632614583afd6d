/* Says on the page that a passkey or security key did not answer; without it the reader sees nothing.

   <div data-key-failed hidden tabindex="-1">…</div>

   django-allauth's script announces the failure as an event, and logs it unless someone took it. */

document.addEventListener("allauth.error", (event) => {
  const told = document.querySelector("[data-key-failed]");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.focus();
});
