/* Refuses a second click while the server answers. The button that was pressed is still sent.

   <form method="post" data-submit-once>…</form> */

export function start(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("button--busy");
    }
  });
  // The page comes back from the browser's memory with "Back".
  window.addEventListener("pageshow", () => {
    sent = false;
    for (const button of form.querySelectorAll(".button--busy")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("button--busy");
    }
  });
}
