"""Measures pages, writes and reports against what they stand on, on an empty PostgreSQL."""

import logging
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings
from django.utils import timezone, translation

from config.bench import pages, pdf, writes
from config.bench.table import Target, ms, table, targets, times
from programmes.models import Activity

DASHBOARD_TIMES = 5
PDF_TIMES = 1.2
PAGES_PER_SECOND = 6
PDF_RUNS = 3


class Command(BaseCommand):
    """Fill a database, measure, print; ratios of one run are what counts (docs/bench.md)."""

    help = "Measure pages, writes and PDFs on PostgreSQL against what they stand on."

    def add_arguments(self, parser):
        parser.add_argument("--activities", type=int, default=100_000, help="How many to count.")
        parser.add_argument("--runs", type=int, default=30, help="Runs of each page.")
        parser.add_argument(
            "--reuse", action="store_true", help="Measure what an earlier bench filled."
        )
        parser.add_argument("--strict", action="store_true", help="Fail where a target is not met.")
        parser.add_argument(
            "--only", choices=["pages", "writes", "pdf"], help="Measure one part alone."
        )

    def handle(self, *, activities, runs, reuse, strict, only, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Run this on PostgreSQL: make bench starts one of its own.")
        logging.disable(logging.WARNING)
        self._fill(activities, reuse)
        parts = {"pages": self._pages, "writes": self._writes, "pdf": self._pdf}
        found = []
        with override_settings(ROOT_URLCONF="config.bench.urls"), translation.override("fr"):
            for name, measure in parts.items():
                if only in {None, name}:
                    found += measure(runs)
        self.stdout.write(targets(found))
        if strict and not all(target.is_met for target in found):
            raise CommandError("A target is not met.")

    def _fill(self, activities, reuse):
        tables = connection.introspection.table_names()
        held = Activity.objects.count() if Activity._meta.db_table in tables else 0
        if held and not reuse:
            raise CommandError(f"This database holds {held} activities; bench needs an empty one.")
        began = time.perf_counter()
        call_command("prepare", "map", "database", "demo", "static", stdout=self.stdout)
        if held < activities:
            self._tell(f"Adding {activities} synthetic activities")
            call_command("populate", activities=activities, stdout=self.stdout)
        with connection.cursor() as cursor:
            # As the server does by itself after a while.
            cursor.execute("VACUUM ANALYZE")
        self._tell(f"Filled in {time.perf_counter() - began:.0f} s")

    def _pages(self, runs):
        self._tell(f"Opening pages {runs} times each")
        measured = pages.measure_pages(runs=runs, tell=self._tell)
        rows = [
            [
                f"{one.role} · {one.page}",
                ms(one.times.p50),
                ms(one.times.p95),
                times(one.usual_ratio),
                times(one.ratio),
                str(one.queries),
                f"{one.size / 1000:.1f}",
            ]
            for one in measured
        ]
        header = ["page", "p50 ms", "p95 ms", "p50 / bare", "p95 / bare", "queries", "kB"]
        self.stdout.write(table("Pages, as each role opens them", header, rows))
        self._sql(runs, measured)
        boards = [one for one in measured if one.page == pages.DASHBOARD]
        slowest = max(boards, key=lambda one: one.ratio)
        promise = f"dashboard p95 ≤ {DASHBOARD_TIMES} × bare page, for every role"
        told = f"{times(slowest.ratio)} ({slowest.role})"
        return [Target(promise, told, slowest.ratio <= DASHBOARD_TIMES)]

    def _sql(self, runs, measured):
        dashboard, region = (
            next(o.times for o in measured if (o.role, o.page) == ("administrator", page))
            for page in (pages.DASHBOARD, pages.REGION)
        )
        rows = [
            [
                f"{one.subject} ({one.activities} activities)",
                ms(one.times.p50),
                ms(one.times.p95),
                times(page.p50 / one.times.p50),
                times(page.p95 / one.times.p95),
            ]
            for one, page in zip(pages.measure_sql(runs=runs), (dashboard, region), strict=True)
        ]
        header = ["figures in SQL by hand", "p50 ms", "p95 ms", "page / SQL p50", "page / SQL p95"]
        self.stdout.write(table("The same figures asked of the log", header, rows))

    def _writes(self, runs):
        self._tell("Saving and validating")
        found = writes.measure_writes(runs=runs, at=timezone.now())
        rows = [
            [f"insert its {found.rows} rows by hand", found.inserting],
            ["save an activity", found.saving],
            ["submit (page)", found.submitting],
            ["validate (page)", found.validating],
            ["dashboard with the new total", found.reading],
            ["submit → validate → visible total", found.whole],
        ]
        lines = [
            [name, ms(one.p50), ms(one.p95), times(one.p50 / found.inserting.p50)]
            for name, one in rows
        ]
        header = ["write", "p50 ms", "p95 ms", "p50 / inserts"]
        self.stdout.write(table("Writes", header, lines))
        return []

    def _pdf(self, runs):
        self._tell(f"Laying out PDFs, {PDF_RUNS} times each")
        programme = pages.busiest_programme(pages.people()["administrator"])
        found = pdf.measure_pdf(programme, runs=PDF_RUNS, tell=self._tell, at=timezone.now())
        compared = {"report": found.report, "plain tables": found.tables}
        rows = []
        for name, one in compared.items():
            pairs = {
                f"{name}, portal, first": (one.ours_first, one.ratio_first),
                f"{name}, WeasyPrint alone, first": (one.alone_first, 1),
                f"{name}, portal, next": (one.ours_next, one.ratio_next),
                f"{name}, WeasyPrint alone, next": (one.alone_next, 1),
            }
            rows += [
                [
                    label,
                    str(layout.pages),
                    f"{layout.cpu_seconds:.2f}",
                    f"{layout.per_page:.3f}",
                    f"{layout.pages_per_second:.1f}",
                    f"{layout.peak_mb:.0f}",
                    f"{layout.peak_mb / layout.pages:.1f}",
                    times(ratio),
                ]
                for label, (layout, ratio) in pairs.items()
            ]
        header = ["PDF", "pages", "CPU s", "s/page", "pages/s", "peak MB", "MB/page", "× alone"]
        self.stdout.write(table("PDF", header, rows))
        self.stdout.write(f"\nFreeze, pages, PDF, workbook, files: {found.making_seconds:.1f} s")
        worst = max(found.report.ratio_first, found.report.ratio_next)
        speed = found.tables.ours_next.pages_per_second
        return [
            Target(f"PDF ≤ {PDF_TIMES} × WeasyPrint alone", times(worst), worst <= PDF_TIMES),
            Target(
                f"plain tables ≥ {PAGES_PER_SECOND} pages a second of CPU",
                f"{speed:.1f}",
                speed >= PAGES_PER_SECOND,
            ),
        ]

    def _tell(self, text):
        self.stdout.write(f"· {text}")
        self.stdout.flush()
