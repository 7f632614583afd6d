"""What keeps people out of a page: faults that axe finds, and what a screen cannot hold."""

from django.conf import settings

AXE = (settings.BASE_DIR / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def barriers(page) -> list[str]:
    """What is wrong with a page as it stands now, at its present width; best is nothing."""
    return serious(page) + too_wide(page)


def serious(page):
    """What axe finds that keeps people out, each with the first elements concerned."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(
        """async () => {
          const run = await axe.run(document, { resultTypes: ["violations"] });
          return run.violations
            .filter((one) => ["serious", "critical"].includes(one.impact))
            .map((one) => `${one.id} (${one.nodes.length}): ` + one.nodes.slice(0, 3)
              .map((node) => node.html.slice(0, 160) + " " + (node.any[0]?.message ?? ""))
              .join(" | "));
        }"""
    )


def too_wide(page):
    """How much wider than the screen a page is, and the last elements that reach beyond it."""
    width = page.viewport_size["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= width:
        return []
    beyond = page.evaluate(
        """(width) => [...document.querySelectorAll("body *")]
          .filter((one) => {
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > width + 1 || box.left < -1);
          })
          .slice(-3).map((one) => one.outerHTML.slice(0, 120))""",
        width,
    )
    return [f"{wide} px wide: {beyond}"]
