/* Adds a button that copies what a field holds.

   <input readonly value="https://…" data-copy="Copy" data-copied="Copied"> */

export function start(field) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = field.dataset.copied;
  });
  field.closest("label").after(button);
}
