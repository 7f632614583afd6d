/* Keeps the address of a filtered list short: empty filters are left out.

   <form method="get" data-filters>…</form> */

export function start(form) {
  form.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    for (const [name, value] of Object.entries(parameters)) {
      if (value === "") delete parameters[name];
    }
  });
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((element) => element.name && element.value === "");
    empty.forEach((element) => (element.disabled = true));
    setTimeout(() => empty.forEach((element) => (element.disabled = false)));
  });
}
