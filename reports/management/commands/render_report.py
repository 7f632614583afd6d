"""Make one report now and write its PDF to a file."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actors.enums import Language
from actors.models import Committee, Meeting
from lib.dates import Period
from lib.workflow import WrongState
from programmes.models import Programme
from regions.models import Place
from reports import generation
from reports.actions import order_edition, order_meeting_edition
from reports.enums import MEETING_KINDS, EditionKind, EditionState, Stage
from reports.models import Edition

LOOK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Make one report, wait for it, write its PDF and print the path and the SHA-256."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kind", choices=EditionKind.values, default=EditionKind.CAPITALISATION
        )
        parser.add_argument(
            "--programme", action="append", default=[], help="acronym or address; may be repeated"
        )
        parser.add_argument("--region", default="", help="address or code of a region")
        parser.add_argument("--from", dest="start", type=date.fromisoformat)
        parser.add_argument("--to", dest="end", type=date.fromisoformat)
        parser.add_argument("--committee", default="", help="address of a committee")
        parser.add_argument(
            "--meeting", default="", help="day of one of its meetings: 2023-07-07, 2023-07 or 2023"
        )
        parser.add_argument("--language", choices=Language.values, default=Language.FRENCH)
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--wait", type=int, default=600, help="seconds to wait at most")

    def handle(self, **options):
        if not options["output"].parent.is_dir():
            raise CommandError(f"There is no folder {options['output'].parent}.")
        kind = EditionKind(options["kind"])
        order = _of_meeting if kind in MEETING_KINDS else _of_programmes
        edition = order(kind, options)
        edition = _made(edition, time.monotonic() + options["wait"])
        _write(edition, options["output"])
        self.stdout.write(f"{options['output']}\n{edition.pdf_sha256}")


def _of_programmes(kind: EditionKind, options: dict[str, Any]) -> Edition:
    start, end = options["start"], options["end"]
    if start is None or end is None:
        raise CommandError("Give the period (--from and --to).")
    if end < start:
        raise CommandError("The period ends before it begins.")
    region = _region(options["region"])
    try:
        return order_edition(
            kind=kind,
            programmes=_programmes(options["programme"], region),
            region=region,
            period=Period(start, end),
            language=options["language"],
            at=timezone.now(),
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _of_meeting(kind: EditionKind, options: dict[str, Any]) -> Edition:
    meeting = _meeting(_committee(options["committee"]), options["meeting"])
    try:
        return order_meeting_edition(
            kind=kind, meeting=meeting, language=options["language"], at=timezone.now()
        )
    except WrongState as refusal:
        raise CommandError(str(refusal)) from None


def _committee(slug: str) -> Committee:
    committee = Committee.objects.filter(slug=slug.casefold()).first()
    if committee is None:
        known = ", ".join(Committee.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no committee “{slug}” (--committee). Known ones: {known}.")
    return committee


def _meeting(committee: Committee, day: str) -> Meeting:
    """The meeting of a day, or the only one of a month or year."""
    meetings = Meeting.objects.filter(committee=committee, held_on__isnull=False)
    rows = list(meetings.select_related("committee").order_by("held_on", "pk"))
    found = [row for row in rows if day and row.held_on.isoformat().startswith(day)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(row.held_on.isoformat() for row in rows) or "none"
    what = "no meeting" if not found else "more than one meeting"
    raise CommandError(f"There is {what} on “{day}” (--meeting). Known ones: {known}.")


def _programmes(names: list[str], region: Place | None) -> list[Programme]:
    if not names and region is None:
        raise CommandError("Name a programme (--programme) or a region (--region).")
    if not names:
        found = list(Programme.objects.covering(region).in_order())
        if not found:
            raise CommandError(f"No programme works in {region.name}.")
        return found
    return [_programme(name) for name in names]


def _programme(name: str) -> Programme:
    programmes = list(Programme.objects.in_order())
    for programme in programmes:
        if name.casefold() in (programme.slug.casefold(), programme.acronym.casefold()):
            return programme
    known = ", ".join(programme.acronym for programme in programmes)
    raise CommandError(f"There is no programme “{name}”. Known ones: {known}.")


def _region(name: str) -> Place | None:
    if not name:
        return None
    for region in Place.objects.regions():
        if name.casefold() in (region.slug.casefold(), region.code.casefold()):
            return region
    raise CommandError(f"There is no region “{name}”.")


def _made(edition: Edition, until: float) -> Edition:
    """Make the edition here, or wait for the worker that took it first."""
    while edition.is_under_way:
        if edition.state == EditionState.QUEUED:
            generation.make(edition_id=edition.pk, version=edition.fence, at=timezone.now())
        else:
            time.sleep(LOOK_SECONDS)
        if time.monotonic() > until:
            raise CommandError("The report is still being made; it will be in the portal.")
        edition.refresh_from_db()
    if edition.state == EditionState.UNCHANGED:
        return edition.same_as
    if edition.state == EditionState.FAILED:
        stage = Stage(edition.stage).label if edition.stage else ""
        raise CommandError(f"The report failed ({stage}): {edition.failure_text}")
    return edition


def _write(edition: Edition, output: Path) -> None:
    """Write the PDF under another name first, so that a half file never bears the name."""
    part = output.with_name(f".{output.name}.part")
    with edition.pdf.open("rb") as file:
        part.write_bytes(file.read())
    part.replace(output)
