/* Shows the men among the participants: total less women, as a help while typing. The server counts.

   <p data-computed-men="#id_total #id_women" data-text="Men: %s (computed)" data-wrong="More women than participants" hidden></p> */

function whole(field) {
  const digits = field.value.replace(/[\s\u00a0\u2009\u202f]/g, "");
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

export function start(line) {
  const [total, women] = line.dataset.computedMen.split(" ").map((id) => document.querySelector(id));
  if (!total || !women) return;
  const show = () => {
    const [all, some] = [whole(total), whole(women)];
    line.hidden = all === null || some === null;
    if (line.hidden) return;
    const men = String(all - some).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    line.textContent = all < some ? line.dataset.wrong : line.dataset.text.replace("%s", men);
  };
  total.addEventListener("input", show);
  women.addEventListener("input", show);
  line.setAttribute("aria-live", "polite");
  show();
}
