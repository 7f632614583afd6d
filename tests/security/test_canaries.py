"""Nothing that a person must not see reaches them, whatever they open, filter, search or take."""

import subprocess
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from lib.dates import Period
from reports import generation
from reports.actions import request_edition
from reports.content import canonical
from reports.enums import EditionKind, EditionState
from reports.models import Edition
from tests.factories.regions import RegionFactory
from tests.security.crawl import read_all, words_of
from tests.security.planted import AT, EVERYBODY, PARTNERS, plant

# A report publishes more than its readers' pages: that a programme complements another one, and
# the region's committees with what they made public.
PUBLISHED = ("PRIM: acronym", "PRIM: name", "committee of the region")


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


def listed(planted, person, read):
    return {
        f"{planted.hidden_from[person][word]} at {place}"
        for word in planted.hidden_from[person]
        for place in read.met(word)[:3]
    }


@pytest.mark.once
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_no_page_list_search_or_file_tells(person, db, planted, client_for):
    others = ["prim", "depomi"]
    guessed = [
        *(reverse("reports:programme_detail", args=[slug]) for slug in others),
        *(reverse("reports:dashboard", args=[slug]) for slug in others),
        *(reverse("reports:narratives", args=[slug]) for slug in others),
        *(reverse("reports:provenance", args=[f"activities-{slug}"]) for slug in others),
        reverse("reports:provenance", args=["participants-oriental"]),
        reverse("reports:provenance", args=["participants-souss-massa"]),
        *(reverse("reports:budget", args=[slug]) for slug in others),
        *(reverse("reports:transaction_list", args=[slug]) for slug in others),
        *(reverse("indicators:framework", args=[slug]) for slug in others),
        *(reverse("indicators:period_list", args=[slug]) for slug in others),
        *(reverse("reports:results", args=[slug]) for slug in others),
        reverse("reports:provenance", args=["depomi-signed-entry"]),
        reverse("indicators:review"),
        reverse("indicators:revision_list"),
        reverse("indicators:entry_home"),
        reverse("indicators:grid", args=["depomi", "souss-massa", "2026-t1"]),
        reverse("indicators:grid", args=["prim", "oriental", "2026-t1"]),
        f"{reverse('programmes:activity_list')}?q=kanari",
        f"{reverse('programmes:activity_places')}?q=kanari",
        f"{reverse('programmes:activity_organisations')}?q=kanari",
        f"{reverse('programmes:organisation_list')}?q=kanari",
        f"{reverse('reports:figure_list')}?q=indicateur",
    ]
    with transaction.atomic():
        read = read_all(client_for(planted.people[person]), more=guessed)
        transaction.set_rollback(True)

    assert listed(planted, person, read) == set()
    # The crawl found what it should, so what it did not find is not there.
    unread = {where for word, where in planted.seen_by[person].items() if not read.met(word)}
    assert unread == set()


@pytest.mark.parametrize("person", sorted(PARTNERS))
def test_no_address_of_a_hidden_record_opens(person, db, planted, client_for):
    """Addresses that leak, by a message or a log, open nothing."""
    client = client_for(planted.people[person])
    prim = planted.programmes["prim"]
    hidden = prim.activities.all()
    addresses = [
        *(reverse("programmes:activity_detail", args=[one.uuid]) for one in hidden),
        *(reverse("api:activity-detail", args=[one.uuid]) for one in hidden),
        *(
            reverse("programmes:evidence_download", args=[file.uuid])
            for one in hidden
            for file in one.evidence.all()
        ),
        *(reverse("reports:provenance", args=[value.code]) for value in prim.values.all()),
        *(reverse("api:figure-detail", args=[value.code]) for value in prim.values.all()),
        *(reverse("reports:measure", args=[one.code]) for one in prim.measures.all()),
        *(
            reverse("indicators:value_file", args=[file.uuid])
            for value in prim.values.all()
            for file in value.files.all()
        ),
        reverse("indicators:framework", args=["prim"]),
        reverse("indicators:period_list", args=["prim"]),
        reverse("indicators:grid", args=["prim", "oriental", "2026-t1"]),
        *(reverse("reports:edition_detail", args=[one.uuid]) for one in prim.editions.all()),
        *(reverse("reports:edition_progress", args=[one.uuid]) for one in prim.editions.all()),
        *(reverse("api:edition-pdf", args=[one.uuid]) for one in prim.editions.all()),
        reverse("programmes:committee_detail", args=["committee-of-prim"]),
        reverse("api:committee-detail", args=["committee-of-prim"]),
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


@pytest.mark.slow
@pytest.mark.parametrize("where", ["everywhere", "in one region"])
def test_no_edition_tells(where, db, planted, client_for):
    """Content, PDF and workbook of a report that a donor asked for."""
    region = RegionFactory(code="MA.09") if where == "in one region" else None
    edition = request_edition(
        kind=EditionKind.CAPITALISATION,
        programmes=[planted.programmes["depomi"]],
        region=region,
        period=Period(date(2026, 1, 1), date(2026, 3, 31)),
        language="fr",
        by=planted.people["donor"],
        at=AT,
    )
    generation.make(edition_id=edition.pk, version=edition.fence, at=AT)

    edition = Edition.objects.get(pk=edition.pk)
    assert edition.state == EditionState.READY
    client = client_for(planted.people["donor"])
    pdf = client.post(reverse("reports:edition_pdf", args=[edition.uuid])).getvalue()
    words = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    workbook = words_of(client.post(reverse("reports:edition_workbook", args=[edition.uuid])))
    told = "\n".join([canonical(edition.content).decode(), words, workbook])
    told = told.replace("\u202f", "").replace("\u00a0", "")
    met = {where for word, where in planted.hidden_from["donor"].items() if word in told}
    assert {where for where in met if not where.startswith(PUBLISHED)} == set()
    assert all(word in told for word, at in planted.seen_by["donor"].items() if "title" in at)
