"""The capitalisation report against WeasyPrint alone on the same HTML, and plain tables."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from config.bench.clock import Usage, usage_of
from config.bootstrap.supervisor import children_of
from lib.dates import Period
from programmes.models import Programme
from reports import generation
from reports.actions import order_edition
from reports.enums import EditionKind, EditionState
from reports.models import Edition
from reports.rendering import pages, press
from reports.rendering.fonts import font_files

#: What anyone would write with WeasyPrint: it reads HTML and CSS from files and renders them as
#: often as asked in one process, in which nothing of the portal is imported. The first time counts
#: from the start of the process, as it does for the portal's own.
ALONE = """
import json, resource, sys, time
from weasyprint import CSS, HTML
html, css = (open(name, encoding="utf-8").read() for name in sys.argv[1:3])
began = 0
for _ in range(int(sys.argv[3])):
    document = HTML(string=html).render(stylesheets=[CSS(string=css)], pdf_variant="pdf/a-3a")
    document.write_pdf(pdf_variant="pdf/a-3a")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ended = time.process_time()
    print(json.dumps([ended - began, peak, len(document.pages)]), flush=True)
    began = ended
"""
FIRST_DAY = date(2020, 1, 1)
ROWS = 1_900


@dataclass(frozen=True, slots=True)
class Layout:
    """One PDF: its CPU time, the largest memory of the process that made it, its pages."""

    cpu_seconds: float
    peak_mb: float
    pages: int

    @property
    def per_page(self) -> float:
        return self.cpu_seconds / self.pages

    @property
    def pages_per_second(self) -> float:
        return self.pages / self.cpu_seconds


@dataclass(frozen=True, slots=True)
class Compared:
    """The portal's typesetter and WeasyPrint alone on the same HTML: first report and next one."""

    ours_first: Layout
    alone_first: Layout
    ours_next: Layout
    alone_next: Layout

    @property
    def ratio_first(self) -> float:
        return self.ours_first.per_page / self.alone_first.per_page

    @property
    def ratio_next(self) -> float:
        return self.ours_next.per_page / self.alone_next.per_page


@dataclass(frozen=True, slots=True)
class Printed:
    """All that is measured about PDFs."""

    making_seconds: float
    report: Compared
    tables: Compared


def measure_pdf(
    programme: Programme, *, runs: int, tell: Callable[[str], None], at: datetime
) -> Printed:
    """Make the report of a programme since 2020, then lay out its HTML and plain tables again."""
    with tempfile.TemporaryDirectory(prefix="wasl-bench-") as folder:
        with override_settings(MEDIA_ROOT=folder):
            began = time.perf_counter()
            edition = _make(programme, at)
            making = time.perf_counter() - began
        tell(f"report: {edition.pages} pages")
        report = pages.Report(edition.content)
        css = pages.to_css(report)
        compare = partial(_compare, Path(folder), css=css, runs=runs)
        return Printed(
            making_seconds=making,
            report=compare(html=pages.to_html(report)),
            tables=compare(html=_plain_tables()),
        )


def _make(programme: Programme, at: datetime) -> Edition:
    edition = order_edition(
        kind=EditionKind.CAPITALISATION,
        programmes=[programme],
        region=None,
        period=Period(FIRST_DAY, timezone.localdate(at)),
        language="fr",
        at=at,
    )
    generation.make(edition_id=edition.pk, version=edition.fence, at=at)
    edition.refresh_from_db()
    if edition.state != EditionState.READY:
        raise ValueError(f"The report failed at {edition.stage}: {edition.failure}")
    return edition


def _compare(folder: Path, *, html: str, css: str, runs: int) -> Compared:
    """Both in turns, each time in a fresh process that does it twice; the middle of all runs."""
    ours, alone = [], []
    for _run in range(runs):
        ours.append(_ours(html, css))
        alone.append(_alone(folder, html, css))
    return Compared(
        ours_first=_middle([first for first, _next in ours]),
        alone_first=_middle([first for first, _next in alone]),
        ours_next=_middle([following for _first, following in ours]),
        alone_next=_middle([following for _first, following in alone]),
    )


def _ours(html: str, css: str) -> tuple[Layout, Layout]:
    press.close()
    try:
        first, used = _typeset(html, css, Usage(0, 0))
        following, _used = _typeset(html, css, used)
        return first, following
    finally:
        press.close()


def _typeset(html: str, css: str, before: Usage) -> tuple[Layout, Usage]:
    known = set(children_of(os.getpid()))
    printed = press.typeset(html, css, identifier="bench")
    (child,) = _typesetters(known)
    used = usage_of(child)
    return Layout(used.cpu_seconds - before.cpu_seconds, used.peak_mb, printed.pages), used


def _typesetters(known: set[int]) -> list[int]:
    """The child that lays out pages: new, or the one there was."""
    now = set(children_of(os.getpid()))
    return sorted(now - known or now)


def _alone(folder: Path, html: str, css: str) -> tuple[Layout, Layout]:
    for path in font_files():
        css = css.replace(f"asset:{path.name}", path.as_uri())
    names = [folder / "alone.html", folder / "alone.css"]
    for name, text in zip(names, (html, css), strict=True):
        name.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *map(str, names), "2"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    first, following = (Layout(*json.loads(line)) for line in done.stdout.splitlines())
    return first, following


def _middle(layouts: list[Layout]) -> Layout:
    return Layout(
        statistics.median(layout.cpu_seconds for layout in layouts),
        statistics.median(layout.peak_mb for layout in layouts),
        layouts[0].pages,
    )


def _plain_tables() -> str:
    """About fifty pages of rows of four cells, in the report's own style."""
    rows = "".join(
        f"<tr><td>{number:05d}</td><td>Atelier de concertation</td>"
        f"<td>Souss-Massa</td><td class=num>{number % 97}</td></tr>"
        for number in range(ROWS)
    )
    head = "<tr><th>Référence</th><th>Quoi</th><th>Où</th><th class=num>Participants</th></tr>"
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Tables</title></head>'
        f'<body><table class="rows"><thead>{head}</thead><tbody>{rows}</tbody></table>'
        "</body></html>"
    )
