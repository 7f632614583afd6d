/* Sends a draft of a form to the server while one types, and says where it is.

   <form data-autosave-url="…" data-autosave-failed="Not saved: no connection. Your text is still on this page.">
     <p class="saved-line" data-autosave-line role="status"></p>
   </form>

   PUT, a JSON object of the fields (a list for a field with several values, no file). The answer is
   {"message": "Draft saved on the server at 14:32"}, and may hold "url", where the next ones go. */

const IDLE = 2000;

function draftOf(form) {
  const draft = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || value instanceof File) continue;
    draft[name] = name in draft ? [].concat(draft[name], value) : value;
  }
  return JSON.stringify(draft);
}

export function start(form) {
  const line = form.querySelector("[data-autosave-line]") ?? document.querySelector("[data-autosave-line]");
  let last = draftOf(form);
  let timer = 0;
  let leaving = false;
  const say = (text) => line && (line.textContent = text);

  async function save() {
    const draft = draftOf(form);
    if (draft === last || leaving) return;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        },
        body: draft,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { message, url } = await answer.json();
      last = draft;
      if (url) form.dataset.autosaveUrl = url;
      say(message);
    } catch {
      say(form.dataset.autosaveFailed);
      timer = setTimeout(save, 10 * IDLE);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, IDLE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
}
