"""What those outside the region and the agency see of a signed record, and may say of another's."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from programmes.selectors.details import Share, details_of, problems_of
from tests.factories.actors import OrganisationFactory
from tests.factories.programmes import ActivityFactory, EvidenceFactory, ProgrammeFactory


@pytest.fixture
def signed(council, agency, funder, souss_massa):
    programme = ProgrammeFactory(agency=agency, funder=funder, region=souss_massa)
    activity = ActivityFactory(validated=True, owner=council, programmes=[programme])
    EvidenceFactory(activity=activity, name="liste-de-presence.pdf")
    return activity


def test_a_donor_reads_that_there_is_a_file_and_does_not_open_it(client_for, donor, signed):
    page = client_for(donor).get(signed_url(signed)).content.decode()

    assert "liste-de-presence" not in page
    assert file_status(client_for(donor), signed) == 404


@pytest.mark.parametrize("name", ["staff", "validator", "officer", "coordinator"])
def test_those_whose_record_it_is_open_the_file(client_for, request, signed, name):
    client = client_for(request.getfixturevalue(name))

    assert "liste-de-presence" in client.get(signed_url(signed)).content.decode()
    assert file_status(client, signed) == 200


def test_a_share_names_a_funder_of_the_programme(signed, funder):
    programme = signed.programmes.get()
    stranger = OrganisationFactory(donor=True)
    details = details_of(signed)

    def problems(organisation):
        shares = (Share(programme, funder=organisation),)
        return problems_of(replace(details, shares=shares), today=date(2026, 3, 16))

    assert problems(funder) == problems(None) == {}
    assert "does not fund" in problems(stranger)["shares"][0]


def signed_url(activity):
    return reverse("programmes:activity_detail", args=[activity.uuid])


def file_status(client, activity):
    answer = client.get(
        reverse("programmes:evidence_download", args=[activity.evidence.get().uuid])
    )
    if answer.streaming:
        list(answer.streaming_content)  # reading a file to its end closes it
    return answer.status_code
