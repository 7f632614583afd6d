"""A few activities, logged beside the press data."""

from datetime import UTC, date, datetime, timedelta

from actors.models import Organisation
from lib.quantities import Qualifier
from programmes import totals
from programmes.models import ActivityKind, Programme
from regions.models import Place
from tests.factories.programmes import ActivityFactory


def log_a_little():
    """Activities of two programmes, one shared by both, some that say no number."""
    council = Organisation.objects.get(slug="conseil-regional-souss-massa")
    depomi, prim = (Programme.objects.get(slug=slug) for slug in ("depomi", "prim"))
    kinds = list(ActivityKind.objects.order_by("code"))
    agadir = Place.objects.get(code="MA.09")
    at = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    for number in range(9):
        ActivityFactory(
            validated=True,
            owner=council,
            programmes=[[depomi], [prim], [depomi, prim]][number % 3],
            kind=kinds[number % len(kinds)],
            places=[agadir],
            starts_on=date(2026, 1, 5) + timedelta(days=8 * number),
            participants=None if number == 4 else 1_000 + number,
            participants_qualifier=Qualifier.AT_LEAST if number == 2 else Qualifier.EXACT,
            women=400 + number if number in {0, 1, 3} else None,
            created_at=at,
            submitted_at=at,
            validated_at=at,
        )
    # Neither of these counts anywhere.
    ActivityFactory(owner=council, programmes=[depomi], kind=kinds[0], participants=77)
    ActivityFactory(
        submitted=True, owner=council, programmes=[prim], kind=kinds[0], participants=78
    )
    totals.rebuild()
