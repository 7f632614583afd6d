/* Takes the focus when the page opens: the list of what is wrong with a form.

   <div tabindex="-1" data-focus-first>…</div> */

export function start(element) {
  element.focus();
}
