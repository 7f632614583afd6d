/* Ctrl+V of a block from a workbook: the server shows which cells it touches, then the boxes are
   filled and saved as if they had been typed. One value alone is pasted as usual. */

export function paste(form, sending) {
  const dialog = document.querySelector("[data-grid-paste]");
  let start = null;

  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!event.target.matches("[data-cell]") || event.target.matches("textarea")) return;
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    start = event.target;
    preview(text, start.name);
  });

  async function preview(text, name) {
    await sending.send();
    const body = new FormData();
    body.append("block", text);
    body.append("start", name);
    body.append("fragment", "1");
    const answer = await fetch(form.dataset.pasteUrl, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body,
    });
    if (!answer.ok || answer.redirected) return;
    dialog.innerHTML = await answer.text();
    dialog.showModal();
    dialog.querySelector("[data-paste-apply], [data-paste-close]").focus();
  }

  dialog?.addEventListener("click", (event) => {
    const isApply = event.target.closest("[data-paste-apply]");
    if (!isApply && !event.target.closest("[data-paste-close]")) return;
    event.preventDefault();
    if (isApply) fill();
    dialog.close();
    start?.focus();
  });

  function fill() {
    for (const line of dialog.querySelectorAll("[data-paste-box]")) {
      const box = form.elements[line.dataset.pasteBox];
      if (!box) continue;
      box.value = line.dataset.pasteText;
      sending.add(box.closest("[data-row]"));
    }
  }
}
