"""Measures pages, writes and reports against what they stand on, on an empty PostgreSQL."""

import logging
import time
from functools import partial

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings
from django.utils import timezone, translation

from config.bench import pages, pdf, results, results_writes, writes
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
        parser.add_argument(
            "--values", type=int, default=50_000, help="How many values of indicators to count."
        )
        parser.add_argument("--runs", type=int, default=30, help="Runs of each page.")
        parser.add_argument(
            "--reuse", action="store_true", help="Measure what an earlier bench filled."
        )
        parser.add_argument("--strict", action="store_true", help="Fail where a target is not met.")
        parser.add_argument(
            "--only", choices=["pages", "writes", "results", "pdf"], help="Measure one part alone."
        )

    def handle(self, *, activities, values, runs, reuse, strict, only, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Run this on PostgreSQL: make bench starts one of its own.")
        logging.disable(logging.WARNING)
        self._fill(activities, reuse)
        parts = {
            "pages": self._pages,
            "writes": self._writes,
            "results": partial(self._results, values),
            "pdf": self._pdf,
        }
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
        self._vacuum()
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

    def _results(self, values, runs):
        found, now = [], timezone.now()
        # A database that holds more already cannot say what it was with few.
        held = results.held()
        sizes = [size for size in sorted({min(results.FEW, values), values}) if size >= held]
        sizes = sizes or [values]
        by_size, page_by_size = {}, {}
        for size in sizes:
            self._tell(f"Adding synthetic values until there are {size}")
            results.fill(size, now)
            self._vacuum()
            by_size[size] = results.measure_figures(runs=runs, on=results.ON)
            page_by_size[size] = results.measure_pages(runs=runs)
            self._figures(size, by_size[size])
        few, many = by_size[sizes[0]], by_size[sizes[-1]]
        found += self._judged(few if len(sizes) > 1 else None, many)
        self._result_pages(page_by_size[sizes[0]], page_by_size[sizes[-1]])
        return found + self._result_writes(runs, now) + self._projects(runs, now)

    def _figures(self, size, measured):
        rows = [
            [
                f"{role} · {name}",
                ms(one.figures.p50),
                ms(one.figures.p95),
                ms(one.by_hand.p50),
                ms(one.by_hand.p95),
                times(one.usual_ratio),
                times(one.ratio),
            ]
            for (role, name), one in measured.items()
        ]
        header = ["figures of results", "p50 ms", "p95 ms", "SQL p50", "SQL p95", "p50 ×", "p95 ×"]
        self.stdout.write(table(f"Figures with {size} values, and in SQL by hand", header, rows))

    def _judged(self, few, many):
        worst = max(many, key=lambda key: many[key].ratio)
        told = f"{times(many[worst].ratio)} ({', '.join(worst)})"
        promise = f"figures p95 ≤ {results.SQL_TIMES} × SQL of the same"
        found = [Target(promise, told, many[worst].ratio <= results.SQL_TIMES)]
        if few is not None:
            growth = {key: one.figures.p95 / few[key].figures.p95 for key, one in many.items()}
            worst = max(growth, key=growth.get)
            told = f"{times(growth[worst])} ({', '.join(worst)})"
            promise = f"figures p95 ≤ {results.GROWTH} × themselves at {results.FEW} values"
            found.append(Target(promise, told, growth[worst] <= results.GROWTH))
        return found

    def _result_pages(self, few, many):
        rows = [
            [
                f"{role} · {name}",
                ms(one.times.p50),
                ms(one.times.p95),
                times(one.times.p95 / few[role, name].times.p95),
                str(one.queries),
                f"{one.size / 1000:.1f}",
            ]
            for (role, name), one in many.items()
        ]
        header = ["page", "p50 ms", "p95 ms", "p95 / few", "queries", "kB"]
        self.stdout.write(table("Pages of results, as each role opens them", header, rows))

    def _result_writes(self, runs, now):
        self._tell(f"Saving rows of a grid, and signing {results_writes.SIGNED} values")
        found = results_writes.measure_writes(runs=runs, at=now)
        ratio = found.saving.p50 / found.inserting.p50
        by_hand = found.inserting_in_database.p50
        in_database = found.saving_in_database.p50 / by_hand
        correcting = found.correcting_in_database.p50
        rows = [
            [f"insert its {found.rows} rows by hand", ms(found.inserting.p50), ""],
            ["save a row of the grid", ms(found.saving.p50), times(ratio)],
            [f"insert its {found.rows} rows by hand, in the database", ms(by_hand), ""],
            [
                f"save a row, in the database, {found.saving_statements:.0f} statements",
                ms(found.saving_in_database.p50),
                times(in_database),
            ],
            [
                f"correct a row, in the database, {found.correcting_statements:.0f} statements",
                ms(correcting),
                times(correcting / by_hand),
            ],
            [f"sign {results_writes.SIGNED} values, in the database", ms(found.in_database), ""],
            [f"sign {results_writes.SIGNED} values, in all", ms(found.signing), ""],
            ["sign a value until its total is read", ms(found.until_seen.p50), ""],
        ]
        self.stdout.write(table("Writes of values", ["write", "p50 ms", "× inserts"], rows))
        seen = found.until_seen.p95
        return [
            Target(
                "saving a row ≤ 2 × bare inserts, in the database",
                times(in_database),
                in_database <= 2,
            ),
            Target(
                f"{results_writes.SIGNED} signatures < 1 s of database",
                f"{found.in_database:.2f} s in {found.statements} statements",
                found.in_database < 1,
            ),
            Target(
                "signature to visible total ≤ a tenth of the peer",
                f"{ms(seen)} ms",
                seen <= results.PEER_APPROVAL / 10,
            ),
        ]

    def _projects(self, runs, now):
        self._tell("Measuring in the shape of the closest peer")
        found = results.measure_projects(runs=runs, on=results.ON, at=now)
        rows = [
            ["figures of one project", ms(found.one.p50), ms(found.one.p95)],
            ["figures of all twenty", ms(found.every.p50), ms(found.every.p95)],
            ["page of one project", ms(found.page.times.p50), ms(found.page.times.p95)],
        ]
        self.stdout.write(table("Twenty projects", ["", "p50 ms", "p95 ms"], rows))
        one, every, size = found.page.times.p95, found.every.p95, found.page.size
        return [
            Target(
                "one project ≤ a tenth of the peer",
                f"{ms(one)} ms",
                one <= results.PEER_ONE / 10,
            ),
            Target(
                "all projects ≤ a tenth of the peer",
                f"{ms(every)} ms",
                every <= results.PEER_EVERY / 10,
            ),
            Target("page of a project < 60 kB", f"{size / 1000:.1f} kB", size < results.PAGE_BYTES),
        ]

    def _vacuum(self):
        with connection.cursor() as cursor:
            # As the server does by itself after a while; of millions of rows it takes longer than
            # any page may.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SET statement_timeout TO DEFAULT")

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
