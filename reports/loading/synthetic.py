"""Synthetic activities for load tests and design work, labelled so that nobody takes them for true.

They carry a source of their own and a title that begins with « [exemple] »; the same seed makes the
same activities. `take_away` takes all of them away again.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Prefetch

from actors.audit import record
from actors.enums import EventKind, OrganisationKind
from actors.models import Organisation, User
from lib.dates import Precision, partial
from lib.quantities import Qualifier
from programmes import totals
from programmes.enums import ActivityState, Dimension, Involvement, PartnerRole
from programmes.models import (
    Activity,
    ActivityKind,
    ActivityOrganisation,
    Attribution,
    Component,
    Coverage,
    Participation,
    ParticipationCategory,
    Partnership,
    Programme,
)
from regions.enums import PlaceKind, SourceKind
from regions.models import Place, Source

SOURCE = "donnees-synthetiques"
LABEL = "[exemple]"
AUTHORS = ("auteur.exemple@wasl.example", "validateur.exemple@wasl.example")
FIRST_DAY = date(2020, 1, 1)
BATCH = 2_000

THEMES = (
    "concertation avec les communes",
    "accueil et orientation",
    "accès aux services de santé",
    "insertion professionnelle",
    "planification territoriale",
    "vivre-ensemble",
    "mobilisation des Marocains du monde",
    "coordination régionale",
    "cartographie des acteurs",
    "accès à l'éducation",
)
STATES = {
    ActivityState.VALIDATED: 78,
    ActivityState.SUBMITTED: 10,
    ActivityState.DRAFT: 8,
    ActivityState.RETURNED: 4,
}
KINDS = {"workshop": 24, "training": 20, "meeting": 18, "information": 12, "awareness": 10}
OTHER_KINDS = 3


@dataclass
class World:
    """What synthetic activities are made of: the rows that are there, read once."""

    source: Source
    author: User
    validator: User
    kinds: list[ActivityKind]
    programmes: list[Programme]
    components: dict[int, list[Component]]
    regions: dict[int, list[Place]]
    communes: dict[int, list[Place]]
    councils: dict[int, Organisation]
    agencies: dict[int, list[Organisation]]
    partners: list[Organisation]
    categories: dict[str, list[ParticipationCategory]]
    at: datetime


@dataclass
class Batch:
    """Activities, and the rows that hang on them until they have a primary key."""

    activities: list[Activity] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    involvements: list[ActivityOrganisation] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    places: list[tuple[Activity, Place]] = field(default_factory=list)

    def save(self) -> None:
        Activity.objects.bulk_create(self.activities)
        Attribution.objects.bulk_create(self.attributions)
        ActivityOrganisation.objects.bulk_create(self.involvements)
        Participation.objects.bulk_create(self.participations)
        link = Activity.places.through
        link.objects.bulk_create(
            link(activity_id=activity.pk, place_id=place.pk) for activity, place in self.places
        )


@transaction.atomic
def populate(*, activities: int, seed: int, at: datetime) -> int:
    """Add so many synthetic activities. Needs the reference and the press data."""
    world = _world(at)
    # A second run goes on where the first stopped, instead of making the same ones again.
    before = Activity.objects.filter(source=world.source).count()
    chance = Random(f"{seed}:{before}")
    for size in _sizes(activities):
        batch = Batch()
        for _number in range(size):
            _add(batch, world, chance)
        batch.save()
    totals.rebuild()
    record(
        EventKind.LOADED,
        about=world.source,
        by=None,
        at=at,
        after={"activities": activities, "seed": seed},
    )
    return activities


@transaction.atomic
def take_away(*, at: datetime) -> int:
    """Delete every synthetic activity and their invented authors; returns how many went."""
    source = Source.objects.filter(code=SOURCE).first()
    if source is None:
        return 0
    removed = 0
    rows = Activity.objects.filter(source=source).order_by("pk")
    while chunk := list(rows.values_list("pk", flat=True)[:BATCH]):
        Activity.objects.filter(pk__in=chunk).delete()
        removed += len(chunk)
    User.objects.filter(email__in=AUTHORS).delete()
    totals.rebuild()
    record(EventKind.DELETED, about=source, by=None, at=at, after={"activities": removed})
    source.delete()
    return removed


def _sizes(total: int) -> Iterator[int]:
    while total > 0:
        yield min(total, BATCH)
        total -= BATCH


def _world(at: datetime) -> World:
    source, _ = Source.objects.get_or_create(
        code=SOURCE,
        defaults={
            "kind": SourceKind.PORTAL,
            "title": "Données synthétiques, inventées pour les essais",
        },
    )
    author, validator = (_author(email) for email in AUTHORS)
    all_regions = {place.code: place for place in Place.objects.regions()}
    communes = {}
    for commune in Place.objects.filter(kind=PlaceKind.COMMUNE).order_by("code"):
        communes.setdefault(all_regions[commune.region_code].pk, []).append(commune)
    councils = Organisation.objects.filter(
        kind=OrganisationKind.REGIONAL_COUNCIL, place__in=all_regions.values()
    )
    programmes = list(
        Programme.objects.in_order().prefetch_related(
            Prefetch("coverages", Coverage.objects.select_related("place").order_by("pk")),
            Prefetch(
                "partnerships", Partnership.objects.select_related("organisation").order_by("pk")
            ),
            Prefetch("components", Component.objects.order_by("position")),
        )
    )
    return World(
        source=source,
        author=author,
        validator=validator,
        kinds=list(ActivityKind.objects.order_by("position")),
        programmes=programmes,
        components={programme.pk: list(programme.components.all()) for programme in programmes},
        regions={
            programme.pk: [
                coverage.place
                for coverage in programme.coverages.all()
                if coverage.place.code in all_regions
            ]
            or list(all_regions.values())
            for programme in programmes
        },
        communes=communes,
        councils={council.place_id: council for council in councils.order_by("pk")},
        agencies={
            programme.pk: [
                partnership.organisation
                for partnership in programme.partnerships.all()
                if partnership.role == PartnerRole.IMPLEMENTING
            ]
            for programme in programmes
        },
        partners=list(
            Organisation.objects.filter(
                kind__in=[OrganisationKind.NGO, OrganisationKind.UNIVERSITY]
            ).order_by("pk")
        ),
        categories={
            dimension: list(
                ParticipationCategory.objects.filter(dimension=dimension).order_by("position")
            )
            for dimension in Dimension.values
        },
        at=at,
    )


def _author(email: str) -> User:
    """Someone invented, who cannot sign in."""
    user = User.objects.filter(email=email).first()
    return user or User.objects.create_user(
        email, None, full_name=email.split("@")[0].replace(".", " ").capitalize(), is_active=False
    )


def _add(batch: Batch, world: World, chance: Random) -> None:
    """One activity with its shares, places, partners and participants."""
    programme = chance.choice(world.programmes)
    region = chance.choice(world.regions[programme.pk])
    owner, of_record = _owner(world, chance, programme, region)
    kind = _weighted(chance, {k: KINDS.get(k.code, OTHER_KINDS) for k in world.kinds})
    places = _places(world, chance, region)
    where = places[0].name_fr if places else region.name_fr
    activity = Activity(
        uuid=uuid.UUID(int=chance.getrandbits(128), version=4),
        title=f"{LABEL} {kind.name_fr} : {chance.choice(THEMES)} – {where}",
        kind=kind,
        owner=owner,
        region=of_record,
        source=world.source,
        created_by=world.author,
        **_dates(world, chance),
        **_participants(chance),
        **_progress(world, chance),
    )
    batch.activities.append(activity)
    batch.places += [(activity, place) for place in places]
    batch.attributions += _shares(world, chance, activity, programme)
    batch.involvements.append(
        ActivityOrganisation(activity=activity, organisation=owner, role=Involvement.ORGANISER)
    )
    if world.partners and chance.random() < 0.3:
        batch.involvements.append(
            ActivityOrganisation(
                activity=activity,
                organisation=chance.choice(world.partners),
                role=Involvement.PARTNER,
            )
        )
    batch.participations += _breakdowns(world, chance, activity)


def _owner(
    world: World, chance: Random, programme: Programme, region: Place
) -> tuple[Organisation, Place | None]:
    """The council of the region, or at times the agency; and the region of record that follows."""
    council = world.councils.get(region.pk)
    agencies = world.agencies[programme.pk]
    if agencies and (council is None or chance.random() < 0.15):
        return chance.choice(agencies), None
    if council is None:
        council = chance.choice(list(world.councils.values()))
    return council, council.place


def _places(world: World, chance: Random, region: Place) -> list[Place]:
    """Mostly one commune; at times two, the region as a whole, or none stated."""
    number = _weighted(chance, {1: 80, 2: 8, 0: 12})
    if number == 0:
        return [region] if chance.random() < 0.5 else []
    return chance.sample(world.communes[region.pk], number)


def _dates(world: World, chance: Random) -> dict:
    """A day since 2020, now and then only a month or nothing; some last longer."""
    days = (world.at.date() - FIRST_DAY).days
    day = FIRST_DAY + timedelta(days=chance.randrange(days))
    precision = _weighted(chance, {Precision.DAY: 94, Precision.MONTH: 3, Precision.UNKNOWN: 3})
    starts = partial(day if precision != Precision.UNKNOWN else None, precision)
    lasts = precision == Precision.DAY and chance.random() < 0.2
    return {
        "starts_on": starts.on,
        "starts_precision": starts.precision,
        "ends_on": min(day + timedelta(days=chance.randrange(1, 4)), world.at.date())
        if lasts
        else None,
    }


def _participants(chance: Random) -> dict:
    """A number of people, exact or not, and how many are women; each of them often not reported."""
    if chance.random() < 0.2:
        return {}
    people = chance.randrange(8, 120)
    qualifier = _weighted(chance, {Qualifier.EXACT: 85, Qualifier.ABOUT: 10, Qualifier.AT_LEAST: 5})
    women = chance.randrange(people // 5, people * 4 // 5) if chance.random() < 0.65 else None
    return {"participants": people, "participants_qualifier": qualifier, "women": women}


def _progress(world: World, chance: Random) -> dict:
    """The state, with who brought it there and when; logged some days before it was validated."""
    state = _weighted(chance, STATES)
    logged = world.at - timedelta(minutes=chance.randrange(60 * 24 * 10, 60 * 24 * 700))
    columns = {"state": state, "created_at": logged, "changed_at": logged}
    if state != ActivityState.DRAFT:
        submitted = logged + timedelta(hours=chance.randrange(1, 72))
        columns |= {"submitted_by": world.author, "submitted_at": submitted}
        if state == ActivityState.VALIDATED:
            validated = submitted + timedelta(hours=chance.randrange(1, 96))
            columns |= {"validated_by": world.validator, "validated_at": validated}
        if state == ActivityState.RETURNED:
            columns["question"] = "Le nombre de participants est-il exact ?"
    return columns


def _shares(
    world: World, chance: Random, activity: Activity, programme: Programme
) -> list[Attribution]:
    """One programme for the whole, or two that share it; most say which component."""

    def of(programme: Programme, share: int) -> Attribution:
        components = world.components.get(programme.pk)
        is_told = components and chance.random() < 0.7
        component = chance.choice(components) if components and is_told else None
        return Attribution(activity=activity, programme=programme, component=component, share=share)

    if chance.random() < 0.92:
        return [of(programme, 100)]
    other = chance.choice([each for each in world.programmes if each.pk != programme.pk])
    share = chance.choice([25, 40, 50, 60])
    return [
        of(programme, 100 - share),
        of(other, share),
    ]


def _breakdowns(world: World, chance: Random, activity: Activity) -> list[Participation]:
    """For three in ten of those that say a number, age or status; the parts add up to it."""
    if activity.participants is None or chance.random() > 0.3:
        return []
    categories = world.categories[chance.choice([Dimension.AGE, Dimension.STATUS])]
    parts = dict.fromkeys(categories, 0)
    left = activity.participants
    for category in categories[:-1]:
        parts[category] = chance.randint(0, left // 2)
        left -= parts[category]
    parts[categories[-1]] = left
    return [
        Participation(activity=activity, category=category, count=count)
        for category, count in parts.items()
        if count
    ]


def _weighted(chance: Random, weights: dict):
    return chance.choices(list(weights), weights=list(weights.values()))[0]
