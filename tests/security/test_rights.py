"""Rights end at once: at the sign-out, when an account is closed, when a role is withdrawn."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors import actions
from actors.enums import TokenScope
from lib.dates import Period
from programmes.enums import ActivityState
from reports import generation
from reports.actions import request_edition
from reports.enums import EditionKind, EditionState
from reports.models import Edition
from tests.factories.programmes import ActivityFactory, EvidenceFactory, ProgrammeFactory
from tests.factories.reports import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


@pytest.fixture
def withdraw(admin, now):
    """Take a person's only role away, as an administrator does."""

    def end(person):
        actions.end_membership(membership=person.memberships.get(), by=admin, at=now)

    return end


@pytest.fixture
def program():
    """A program of a person's, with a token that writes; the database's clock says if it lives."""

    def sign_in(person):
        _token, secret = actions.make_token(
            name="Suivi",
            scope=TokenScope.WRITE,
            life=timedelta(days=30),
            by=person,
            at=timezone.now(),
        )
        return Client(headers={"authorization": f"Bearer {secret}"})

    return sign_in


class TestSession:
    def test_a_copy_of_it_ends_with_the_sign_out(self, client_for, staff):
        browser = client_for(staff)
        copy = Client()
        copy.cookies = browser.cookies.copy()
        assert copy.get(reverse("programmes:activity_list")).status_code == 200

        browser.post(reverse("account_logout"))

        for kept in (browser, copy):
            answer = kept.get(reverse("programmes:activity_list"))
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))

    def test_it_ends_everywhere_when_the_account_is_closed(
        self, client_for, staff, admin, program, now
    ):
        office, phone, tool = client_for(staff), client_for(staff), program(staff)
        assert tool.get(reverse("api:activity-list")).status_code == 200

        actions.deactivate(person=staff, by=admin, at=now)

        for browser in (office, phone):
            assert browser.get(reverse("programmes:activity_list")).status_code == 302
            assert browser.post(reverse("programmes:activity_new"), {}).status_code == 302
        assert tool.get(reverse("api:activity-list")).status_code == 401

    def test_a_new_password_ends_the_others(self, client_for, staff):
        thief = client_for(staff)
        assert thief.get(reverse("actors:account")).status_code == 200

        staff.set_password("Autre-chemin-2026")
        staff.save()

        assert thief.get(reverse("actors:account")).status_code == 302


class TestWithdrawnRole:
    def test_a_form_that_is_open_saves_nothing_more(
        self, client_for, staff, council, depomi, withdraw
    ):
        draft = ActivityFactory(owner=council, created_by=staff, programmes=[depomi])
        browser = client_for(staff)
        edit = reverse("programmes:activity_edit", args=[draft.uuid])
        assert browser.get(edit).status_code == 200

        withdraw(staff)

        assert browser.get(edit).status_code == 404
        for name in ("edit", "submit", "discard"):
            url = reverse(f"programmes:activity_{name}", args=[draft.uuid])
            assert browser.post(url, {"title": "Autre"}).status_code == 404
        assert browser.get(reverse("programmes:activity_new")).status_code == 403
        draft.refresh_from_db()
        assert draft.state == ActivityState.DRAFT

    def test_a_validator_signs_nothing_more(
        self, client_for, staff, validator, council, depomi, withdraw
    ):
        waiting = ActivityFactory(
            owner=council, created_by=staff, programmes=[depomi], submitted=True
        )
        browser = client_for(validator)
        assert browser.get(reverse("programmes:validation_queue")).context["shown"] == waiting

        withdraw(validator)

        answer = browser.post(
            reverse("programmes:activity_validate", args=[waiting.uuid]), {"version": 1}
        )
        assert answer.status_code == 404
        waiting.refresh_from_db()
        assert waiting.state == ActivityState.SUBMITTED

    def test_files_and_reports_are_no_longer_handed_out(
        self, client_for, donor, council, depomi, withdraw, program
    ):
        signed = ActivityFactory(owner=council, programmes=[depomi], validated=True)
        file = EvidenceFactory(activity=signed)
        edition = EditionFactory(ready=True, programmes=[depomi])
        browser, tool = client_for(donor), program(donor)
        pdf = reverse("reports:edition_pdf", args=[edition.uuid])
        opened = browser.post(pdf)
        assert opened.status_code == 200
        list(opened.streaming_content)

        withdraw(donor)

        assert browser.get(reverse("reports:edition_list")).context["page"].total == 0
        assert browser.post(pdf).status_code == 404
        assert (
            browser.get(reverse("programmes:evidence_download", args=[file.uuid])).status_code
            == 404
        )
        for name in ("api:edition-pdf", "api:edition-workbook", "api:edition-detail"):
            assert tool.get(reverse(name, args=[edition.uuid])).status_code == 404

    @pytest.mark.slow
    def test_a_report_in_the_making_is_made_and_not_shown(
        self, client_for, donor, depomi, withdraw, now
    ):
        edition = request_edition(
            kind=EditionKind.CAPITALISATION,
            programmes=[depomi],
            region=None,
            period=Period(date(2026, 1, 1), date(2026, 3, 31)),
            language="fr",
            by=donor,
            at=now,
        )
        browser = client_for(donor)
        progress = reverse("reports:edition_progress", args=[edition.uuid])
        assert browser.get(progress).status_code == 200

        withdraw(donor)
        generation.make(edition_id=edition.pk, version=edition.fence, at=now)

        assert Edition.objects.get(pk=edition.pk).state == EditionState.READY
        assert browser.get(progress).status_code == 404
        assert (
            browser.get(reverse("reports:edition_detail", args=[edition.uuid])).status_code == 404
        )
        assert browser.post(reverse("reports:edition_pdf", args=[edition.uuid])).status_code == 404
