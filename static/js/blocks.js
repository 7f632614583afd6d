/* Shows one block of a long page at a time, and moves between them with the keys.

   <main data-blocks>
     <nav><a href="#bloc-1">…</a></nav>
     <section id="bloc-1" data-block><h2 tabindex="-1">…</h2> … <a href="#bloc-2">Next</a></section>
   </main>

   Links lead from block to block, with and without this module: the address says which one is shown.
   Arrows follow the direction of the page; Home and End go to the first and last; f fills the screen. */

export function start(main) {
  const blocks = [...main.querySelectorAll("[data-block]")];
  const full = document.querySelector("[data-full-screen]");
  const isRightToLeft = document.documentElement.dir === "rtl";
  const WAYS = {
    ArrowRight: isRightToLeft ? -1 : 1,
    ArrowLeft: isRightToLeft ? 1 : -1,
    PageDown: 1,
    PageUp: -1,
  };

  const asked = () => blocks.find((block) => `#${block.id}` === window.location.hash) ?? blocks[0];
  const shown = () => blocks.findIndex((block) => "current" in block.dataset);

  function show(block) {
    for (const one of blocks) one.toggleAttribute("data-current", one === block);
    for (const link of main.querySelectorAll("nav a")) {
      if (link.hash === `#${block.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function go(place) {
    const block = blocks[Math.min(Math.max(place, 0), blocks.length - 1)];
    if (block === blocks[shown()]) return;
    // One visit of the page is one step of the Back button, however far one went in it.
    window.history.replaceState(null, "", `#${block.id}`);
    show(block);
    read(block);
  }

  /* Who listens to the page hears the title of the new block. */
  function read(block) {
    window.scrollTo(0, 0);
    block.querySelector("h2").focus({ preventScroll: true });
  }

  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }

  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#bloc-']");
    if (!link) return;
    event.preventDefault();
    go(blocks.findIndex((block) => `#${block.id}` === link.hash));
  });
  window.addEventListener("hashchange", () => show(asked()));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    // event.code is where the key lies: an Arabic layout writes another letter with it.
    if (event.code in WAYS) go(shown() + WAYS[event.code]);
    else if (event.code === "Home") go(0);
    else if (event.code === "End") go(blocks.length - 1);
    else if (event.code === "KeyF" && !event.shiftKey) toggleFull();
    else return;
    event.preventDefault();
  });
  if (full && document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", toggleFull);
  }
  show(asked());
}
