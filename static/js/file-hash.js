/* Compares a file with a report of the register, in the browser: the file is not sent anywhere.

   <input type="file" data-file-hash="9f86d0…" data-same="This is the report." data-other="This is not the report."
          data-unavailable="Your browser cannot compare here." data-busy="Reading…">
   <p data-file-hash-result role="status"></p>
   More than one SHA-256 may be given, with spaces between. */

export function start(input) {
  const result = document.querySelector("[data-file-hash-result]");
  const { same, other, unavailable, busy } = input.dataset;
  const say = (text, tone) => {
    result.textContent = text;
    result.className = `notice notice--${tone}`;
  };
  if (!crypto.subtle) {
    say(unavailable, "plain");
    return;
  }
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    say(busy, "plain");
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const known = input.dataset.fileHash.split(/\s+/).includes(hash);
    say(known ? same : other, known ? "success" : "danger");
  });
}
