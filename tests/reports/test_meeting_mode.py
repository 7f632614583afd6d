"""A frozen dashboard in the room, and the decisions that are sent from there."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from actors.enums import MinutesState
from actors.models import Decision
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MinutesFactory,
    SeatFactory,
)
from tests.factories.programmes import CommitteeProgrammeFactory, ProgrammeFactory
from tests.factories.reports import SnapshotFactory

WEIGHT = 60_000


@pytest.fixture
def meeting(seat_holder):
    committee = CommitteeFactory(slug="copil")
    SeatFactory(committee=committee, organisation=seat_holder, position=1)
    CommitteeProgrammeFactory(committee=committee, programme=ProgrammeFactory())
    return MeetingFactory(committee=committee)


@pytest.fixture
def frozen(meeting):
    DecisionFactory(committee=meeting.committee, number=1, text_fr="Relancer les conventions")
    return SnapshotFactory(programme=None, committee=meeting.committee, meeting=meeting)


def page_of(client, snapshot, language="fr"):
    with translation.override(language):
        answer = client.get(reverse("reports:meeting_mode", args=[snapshot.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, snapshot, key=None, **typed):
    body = {
        "language": "fr",
        "text": "Tenir une journée commune.",
        "kind": "decision",
        "owner": "afd",
        "due_on": "30/09/2026",
        "item": "",
        **typed,
    }
    return client.post(
        f"/api/v1/snapshots/{snapshot.code}/decisions/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(key or uuid4())},
    )


class TestPage:
    def test_tells_what_was_frozen_and_nothing_else(self, frozen, member, client_for):
        Decision.objects.filter(number=1).update(text_fr="Changé depuis")
        html = page_of(client_for(member), frozen)
        assert "Relancer les conventions" in html
        assert "Changé depuis" not in html

    def test_leads_from_block_to_block_by_links(self, frozen, member, client_for):
        html = page_of(client_for(member), frozen)
        anchors = set(re.findall(r'<section class="block" id="([^"]+)"', html))
        assert len(anchors) >= 6
        assert set(re.findall(r'rel="(?:next|prev)"|href="#(bloc-\d+)"', html)) - {""} == anchors

    def test_offers_the_form_to_whoever_runs_the_meeting(
        self, frozen, member, coordinator, client_for
    ):
        assert "data-outbox" not in page_of(client_for(member), frozen)
        assert "data-outbox" in page_of(client_for(coordinator), frozen)

    def test_holds_no_token_that_would_be_dead_when_it_is_opened_again(
        self, frozen, coordinator, client_for
    ):
        assert "csrf" not in page_of(client_for(coordinator), frozen)

    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_stays_light(self, meeting, coordinator, client_for, language):
        for number in range(1, 60):
            DecisionFactory(committee=meeting.committee, number=number)
        frozen = SnapshotFactory(programme=None, committee=meeting.committee, meeting=meeting)
        assert len(page_of(client_for(coordinator), frozen, language).encode()) <= WEIGHT


class TestSending:
    def test_the_same_key_twice_is_one_decision(self, frozen, coordinator, client_for):
        client, key = client_for(coordinator), uuid4()
        answers = [send(client, frozen, key), send(client, frozen, key)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert {answer.json()["number"] for answer in answers} == {2}
        written = Decision.objects.get(key=key)
        assert written.text_fr == "Tenir une journée commune."
        assert written.meeting == frozen.meeting

    def test_is_kept_in_the_language_of_the_page(self, frozen, coordinator, client_for):
        key = uuid4()
        send(client_for(coordinator), frozen, key, language="ar", text="تنظيم يوم مشترك.")
        assert Decision.objects.get(key=key).text_ar == "تنظيم يوم مشترك."
        assert not Decision.objects.get(key=key).text_fr

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"owner": ""}, "owner"),
            ({"text": "  "}, "text"),
            ({"due_on": "demain"}, "due_on"),
            ({"due_on": "01/01/2020"}, "due_on"),
            ({"item": "9999999999999999999"}, "item"),
        ],
    )
    def test_bad_input_is_named_by_field(self, frozen, coordinator, client_for, typed, field):
        answer = send(client_for(coordinator), frozen, **typed)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
        assert Decision.objects.count() == 1

    def test_approved_minutes_say_so(self, frozen, meeting, coordinator, client_for):
        MinutesFactory(
            meeting=meeting,
            circulated=True,
            state=MinutesState.APPROVED,
            record={},
            record_sha256="0" * 64,
            approved_by=coordinator,
            approved_at=frozen.made_at,
        )
        answer = send(client_for(coordinator), frozen)
        assert answer.status_code == 409
        assert "approuvé" in answer.json()["title"]

    def test_a_member_is_told_why_not(self, frozen, member, client_for):
        answer = send(client_for(member), frozen)
        assert answer.status_code == 403
        assert "secrétariat" in answer.json()["title"]

    def test_needs_a_meeting(self, meeting, coordinator, client_for):
        frozen = SnapshotFactory(programme=None, committee=meeting.committee)
        assert send(client_for(coordinator), frozen).status_code == 400
        assert not Decision.objects.exists()


class TestSession:
    def test_says_who_it_is_with_a_token_that_works(self, frozen, coordinator, strict_client):
        client = strict_client(coordinator)
        told = client.get("/api/v1/session/").json()
        assert told["person"] == str(coordinator.pk)
        assert send(client, frozen).status_code == 403
        client.defaults["HTTP_X_CSRFTOKEN"] = told["csrf"]
        assert send(client, frozen).status_code == 201


@pytest.fixture
def strict_client():
    """A client that needs the token that a browser needs."""

    def client_for(person):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        return client

    return client_for


class TestServiceWorker:
    def test_is_asked_for_anew_and_may_not_be_framed_or_load_from_elsewhere(self, client):
        answer = client.get("/sw.js")
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Cache-Control"] == "no-cache"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
