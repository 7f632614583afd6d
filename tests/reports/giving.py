"""Results in tests: the day on which they are read, values given, pages opened."""

from datetime import datetime
from zoneinfo import ZoneInfo

from indicators import totals
from tests.factories.indicators import EntryFactory

TODAY = datetime(2026, 7, 10, 9, 0, tzinfo=ZoneInfo("Africa/Casablanca"))
ON = TODAY.date()


def give(measure, period, place, number, **fields):
    entry = EntryFactory(measure=measure, period=period, place=place, number=number, **fields)
    totals.refresh(totals.keys_of(entry))
    return entry


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer, answer.content.decode()
