/* Asks before a form is sent.

   <button data-confirm="Delete this draft?">Delete</button> */

export function start(button) {
  button.addEventListener("click", (event) => {
    if (!window.confirm(button.dataset.confirm)) event.preventDefault();
  });
}
