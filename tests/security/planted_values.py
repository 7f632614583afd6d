"""Values and frameworks that say their own names, for those who must not meet them."""

from datetime import UTC, date, datetime

from actors.audit import record
from actors.enums import EventKind
from indicators.enums import RevisionState
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    RevisionFactory,
    TargetFactory,
    ValueFileFactory,
)

SUBMITTED_AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def plant_entries(planted, souss_massa, oriental, *, partners):
    """Values that nobody has signed yet, and the framework of a programme of others."""
    depomi, prim = planted.programmes["depomi"], planted.programmes["prim"]
    outsiders = {"hidden_from": {"donor", "member", "stranger"}, "seen_by": {"officer"}}
    others = {"hidden_from": partners, "seen_by": {"stranger"}}
    for programme, place, scope in (
        (depomi, souss_massa, outsiders),
        (prim, oriental, others),
    ):
        name = "DEPOMI" if programme is depomi else "PRIM"
        result = ResultFactory(programme=programme, number="1")
        period = PeriodFactory(programme=programme, locks_on=date(2120, 1, 1))
        women = CategoryFactory()
        for number, state in enumerate(("draft", "submitted", "returned")):
            indicator = IndicatorFactory()
            indicator.dimensions.add(women.dimension)
            measure = MeasureFactory(result=result, indicator=indicator)
            value = EntryFactory(
                code=f"{programme.slug}-{state}-entry",
                measure=measure,
                period=period,
                place=place,
                state=state,
                validated_at=None,
                submitted_at=SUBMITTED_AT if state == "submitted" else None,
                submitted_by=planted.people["staff"] if state == "submitted" else None,
                number=planted.number(f"{name} {state} entry: number", **scope),
                comment=planted.word(f"{name} {state} entry: comment", **scope),
                question=planted.word(f"{name} {state} entry: question", **scope),
                entered_by=planted.people["staff"],
            )
            CellFactory(
                value=value,
                category=women,
                number=planted.number(f"{name} {state} entry: part", **scope),
            )
            ValueFileFactory(
                value=value,
                name=planted.word(f"{name} {state} entry: file", **scope) + ".pdf",
                data=f"%PDF-1.4 {name} {number}".encode(),
                added_by=planted.people["staff"],
            )
    _plant_signed(planted, souss_massa, **outsiders)
    hidden = MeasureFactory(
        result=ResultFactory(programme=prim, number="2", title_fr=planted.word("result", **others)),
        wording_fr=planted.word("PRIM: wording of a measure", **others),
    )
    TargetFactory(measure=hidden, number=planted.number("PRIM: target", **others))
    PeriodFactory(
        programme=prim,
        slug="a-venir",
        label=planted.word("PRIM: name of a period", **others),
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 6, 30),
    )


def _plant_signed(planted, souss_massa, **scope):
    """A signed value of DEPOMI, whose parts and way are told to those whose value it is alone."""
    depomi = planted.programmes["depomi"]
    staff, validator = planted.people["staff"], planted.people["validator"]
    women = CategoryFactory()
    indicator = IndicatorFactory()
    indicator.dimensions.add(women.dimension)
    value = EntryFactory(
        code="depomi-signed-entry",
        measure=MeasureFactory(result__programme=depomi, indicator=indicator),
        period=PeriodFactory(programme=depomi),
        place=souss_massa,
        entered_by=staff,
        validated_by=validator,
        number=800_000_000,
        comment=planted.word("signed entry: comment", **scope),
    )
    CellFactory(value=value, category=women, number=planted.number("signed entry: part", **scope))
    ValueFileFactory(
        value=value,
        name=planted.word("signed entry: file", **scope) + ".pdf",
        data=b"%PDF-1.4 signed",
        added_by=staff,
    )
    RevisionFactory(
        value=value,
        state=RevisionState.ACCEPTED,
        proposed_by=staff,
        decided_by=validator,
        decided_at=SUBMITTED_AT,
        answer=planted.word("accepted change: answer", hidden_from=scope["hidden_from"]),
    )
    RevisionFactory(
        value=value,
        proposed_by=staff,
        reason=planted.word("proposed change: reason", **scope),
    )
    record(
        EventKind.RETURNED,
        about=value,
        by=validator,
        at=SUBMITTED_AT,
        note=planted.word("signed entry: former question", **scope),
    )
