"""Several people write at once, through the web server of the embedded portal."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.faults.scene import CLERKS

pytestmark = pytest.mark.slow

NEW = "/fr/activites/nouvelle/"
EACH = 6


def activity(title, **fields):
    """What the form sends for an activity."""
    return {
        "title": title,
        "kind": "workshop",
        "when": "date",
        "on": "07/07/2026",
        "programme": "prim",
        "participants": "30",
        "submission_key": str(uuid.uuid4()),
        **fields,
    }


def at_once(calls):
    """Make all calls at the same moment; gives what they returned, in order."""
    calls = list(calls)
    start = Barrier(len(calls))

    def call(one):
        start.wait(10)
        return one()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def count(portal, title):
    ((found,),) = portal.rows(
        f"SELECT count(*) FROM programmes_activity WHERE title LIKE '{title}%'"
    )
    return found


def version_of(page):
    """The version and the key that a form carries."""
    found = {
        name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page.text).group()
        for name in ("version", "submission_key")
    }
    return {name: re.search(r'value="([^"]+)"', box).group(1) for name, box in found.items()}


def test_eight_people_write_at_once_and_none_fails(portal):
    def shift(number):
        clerk = portal.visitor(f"clerk{number}")
        titles = [f"Collecte {number} {turn}" for turn in range(EACH)]
        return [
            clerk.post(NEW, activity(title, do="submit", is_another="on"), timeout=60)
            for title in titles
        ]

    answers = at_once(lambda number=number: shift(number) for number in range(CLERKS))

    assert [answer.status for one in answers for answer in one] == [302] * CLERKS * EACH
    assert count(portal, "Collecte") == CLERKS * EACH
    ((trail,),) = portal.rows(
        "SELECT count(*) FROM actors_event JOIN programmes_activity"
        " ON about_model = 'programmes.activity'"
        " AND about_id = CAST(programmes_activity.id AS TEXT)"
        " WHERE title LIKE 'Collecte%' AND actors_event.kind IN ('created', 'submitted')"
    )
    assert trail == 2 * CLERKS * EACH


def test_twenty_identical_submits_at_once_are_one_record(portal):
    fields = activity("Double clic", do="submit")
    nadia = portal.visitor("nadia")

    answers = at_once([lambda: nadia.post(NEW, fields, timeout=60)] * 20)

    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert count(portal, "Double clic") == 1
    ((state,),) = portal.rows("SELECT state FROM programmes_activity WHERE title = 'Double clic'")
    assert state == "submitted"


def test_of_two_who_save_the_same_activity_the_second_sees_both_versions(portal):
    title = "Atelier à deux mains"
    first, second = portal.visitor("clerk0"), portal.visitor("clerk1")
    assert first.post(NEW, activity(title)).status == 302
    ((found,),) = portal.rows(f"SELECT uuid FROM programmes_activity WHERE title = '{title}'")
    address = f"/fr/activites/{uuid.UUID(str(found))}/modifier/"
    opened = {person: version_of(person.get(address)) for person in (first, second)}
    texts = {first: "Atelier à deux mains, vu par la première", second: f"{title}, par la seconde"}

    answers = at_once(
        lambda person=person: person.post(address, activity(texts[person]) | opened[person])
        for person in (first, second)
    )

    by_status = {answer.status: answer for answer in answers}
    assert set(by_status) == {302, 409}
    shown = by_status[409].text
    assert all(text in shown for text in texts.values())
    ((kept,),) = portal.rows(f"SELECT title FROM programmes_activity WHERE title LIKE '{title}%'")
    assert kept in texts.values()
