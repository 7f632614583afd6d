"""Several people, several clicks, several windows: one record, both versions, no lost text."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.enums import Role
from actors.models import Event
from programmes.actions import drafts
from programmes.enums import ActivityState
from programmes.models import Activity, Draft
from tests.factories.actors import person
from tests.factories.programmes import ActivityFactory, ActivityKindFactory, ProgrammeFactory

NEW = "programmes:activity_new"


@pytest.fixture
def kind(db):
    return ActivityKindFactory()


@pytest.fixture
def prim(agency):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency)


@pytest.fixture
def typed(kind, prim):
    def form(**more):
        return {
            "title": "Atelier de planification",
            "kind": kind.code,
            "when": "today",
            "programme": prim.slug,
            "submission_key": str(uuid4()),
        } | more

    return form


@pytest.fixture
def draft(staff, council, prim, kind):
    return ActivityFactory(
        owner=council, created_by=staff, programmes=[prim], kind=kind, title="Atelier"
    )


@pytest.fixture
def colleague(council):
    return person("Imane Zerouali", Role.CONTRIBUTOR, council)


def at_once(jobs):
    """Run each job in a thread of its own, all together."""

    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("button", ["save", "submit"])
    def test_twenty_identical_submits_are_one_record(self, staff, validator, typed, button):
        data = typed(do=button)
        clients = [signed_in(staff) for _count in range(20)]

        answers = at_once([lambda c=client: c.post(reverse(NEW), data) for client in clients])

        assert {answer.status_code for answer in answers} == {302}
        assert len({answer["Location"] for answer in answers}) == 1
        activity = Activity.objects.get()
        kinds = list(Event.objects.about(activity).values_list("kind", flat=True))
        assert kinds == ["created"] + ["submitted"] * (button == "submit")

    def test_eight_people_write_and_nobody_fails(self, council, typed):
        people = [person(f"Agent Numero{n}", Role.CONTRIBUTOR, council) for n in range(8)]
        clients = [signed_in(one) for one in people]

        def write(client):
            return [client.post(reverse(NEW), typed(do="submit")) for _count in range(4)]

        answers = at_once([lambda c=client: write(c) for client in clients])

        assert {answer.status_code for row in answers for answer in row} == {302}
        assert Activity.objects.filter(state=ActivityState.SUBMITTED).count() == 32

    def test_two_windows_keep_one_draft(self, staff):
        key = uuid4()

        at_once(
            [
                lambda text=text: drafts.keep(
                    key=key, fields={"title": [text]}, by=staff, at=timezone.now()
                )
                for text in ("a", "b", "c", "d")
            ]
        )

        assert Draft.objects.count() == 1


@pytest.mark.django_db
class TestStaleForm:
    @pytest.fixture
    def edit(self, draft):
        def post(user, data, name="activity_edit"):
            return signed_in(user).post(reverse(f"programmes:{name}", args=[draft.uuid]), data)

        return post

    @pytest.fixture
    def lost(self, draft, staff, colleague, typed, edit):
        """Nadia's form after her colleague saved first, and the page that it gets."""
        mine = typed(title="Titre de Nadia", note="Note de Nadia", version="1")
        edit(colleague, typed(title="Titre d'Imane", participants="40", version="1"))
        return mine, edit(staff, mine)

    def test_the_second_one_sees_both_versions(self, lost, draft):
        _mine, page = lost

        assert page.status_code == 409
        text = page.content.decode()
        for words in ("Titre de Nadia", "Titre d&#x27;Imane", "Note de Nadia", "40", "Imane"):
            assert words in text
        draft.refresh_from_db()
        assert draft.title == "Titre d'Imane"

    def test_what_the_second_one_typed_is_set_aside(self, lost, staff, draft):
        mine, _page = lost

        kept = Draft.objects.get()
        assert (kept.user, kept.activity, str(kept.uuid)) == (staff, draft, mine["submission_key"])
        assert kept.fields["title"] == ["Titre de Nadia"]

    def test_the_choice_is_saved_and_both_are_in_the_trail(self, lost, staff, draft, edit):
        mine, page = lost
        chosen = {
            "choose-title": "theirs",
            "choose-participants": "theirs",
            "choose-note": "mine",
            "version": str(page.context["activity"].version),
        }

        answer = edit(staff, mine | chosen, name="activity_conflict")

        assert answer.status_code == 302
        draft.refresh_from_db()
        assert (draft.title, draft.participants) == ("Titre d'Imane", 40)
        assert draft.note == "Note de Nadia"
        first, second = Event.objects.about(draft)
        assert first.after["title"] == "Titre d'Imane"
        assert second.after["note"] == "Note de Nadia"
        assert second.after["not_kept"]["title"] == "Titre de Nadia"
        assert not Draft.objects.exists()

    def test_a_third_version_meanwhile_is_a_conflict_again(
        self, lost, staff, colleague, typed, draft, edit
    ):
        mine, page = lost
        version = str(page.context["activity"].version)
        edit(colleague, typed(title="Encore autre chose", version=version))

        answer = edit(staff, mine | {"version": version}, name="activity_conflict")

        assert answer.status_code == 409
        assert "Encore autre chose" in answer.content.decode()

    def test_the_same_change_twice_is_no_conflict(self, draft, staff, typed, edit):
        data = typed(title="Titre corrigé", version="1")

        answers = [edit(staff, data), edit(staff, data)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert Event.objects.about(draft).count() == 1


@pytest.mark.django_db
class TestUnsavedText:
    def put(self, user, key, fields):
        return signed_in(user).put(
            reverse("programmes:activity_draft", args=[key]),
            json.dumps(fields),
            content_type="application/json",
        )

    def test_is_kept_while_typing_and_offered_again(self, staff, kind):
        key = uuid4()

        answer = self.put(staff, key, {"title": "À moitié", "kind": kind.code, "when": "today"})

        assert answer.status_code == 200
        assert answer.json()["message"]
        listed = signed_in(staff).get(reverse("programmes:activity_list")).content.decode()
        assert "À moitié" in listed
        form = signed_in(staff).get(f"{reverse(NEW)}?brouillon={key}").context["form"]
        assert form["title"].value() == "À moitié"
        assert not form.errors

    def test_today_stays_the_day_it_was(self, staff):
        key = uuid4()
        self.put(staff, key, {"title": "À moitié", "when": "yesterday"})

        fields = Draft.objects.get().fields

        yesterday = timezone.localdate() - timedelta(days=1)
        assert fields["when"] == ["date"]
        assert fields["on"] == [yesterday.strftime("%d/%m/%Y")]

    def test_goes_once_it_is_saved(self, staff, typed):
        data = typed()
        self.put(staff, data["submission_key"], {"title": "À moitié"})

        signed_in(staff).post(reverse(NEW), data)

        assert not Draft.objects.exists()
        assert self.put(staff, data["submission_key"], {"title": "Trop tard"}).status_code == 409
        assert not Draft.objects.exists()

    def test_is_nobody_elses(self, staff, colleague):
        key = uuid4()
        self.put(staff, key, {"title": "À moi"})

        assert signed_in(colleague).get(f"{reverse(NEW)}?brouillon={key}").status_code == 404
        assert self.put(colleague, key, {"title": "À l'autre"}).status_code == 403
        discard = reverse("programmes:activity_draft_discard", args=[key])
        assert signed_in(colleague).post(discard).status_code == 404
        assert Draft.objects.get().fields["title"] == ["À moi"]

    def test_can_be_thrown_away(self, staff):
        key = uuid4()
        self.put(staff, key, {"title": "À jeter"})

        signed_in(staff).post(reverse("programmes:activity_draft_discard", args=[key]))

        assert not Draft.objects.exists()

    @pytest.mark.parametrize("body", ["[]", "{", '{"title": 3}', '{"title": {"a": "b"}}'])
    def test_what_is_no_draft_is_refused(self, staff, body):
        url = reverse("programmes:activity_draft", args=[uuid4()])

        answer = signed_in(staff).put(url, body, content_type="application/json")

        assert answer.status_code == 400

    def test_more_text_than_the_form_holds_is_refused(self, staff):
        assert self.put(staff, uuid4(), {"note": "x" * 80_000}).status_code == 409
        assert not Draft.objects.exists()

    def test_a_form_in_which_nothing_was_typed_is_not_kept(self, staff, prim):
        answer = self.put(staff, uuid4(), {"when": "today", "programme": "prim", "title": ""})

        assert answer.json() == {"message": ""}
        assert not Draft.objects.exists()

    def test_keeps_no_token_and_no_unknown_field(self, staff):
        self.put(staff, uuid4(), {"title": "a", "csrfmiddlewaretoken": "b", "is_admin": "1"})

        assert set(Draft.objects.get().fields) == {"title"}


@pytest.mark.django_db
class TestLostSession:
    def marked(self, user, typed):
        """What a form opened by this person sends."""
        page = signed_in(user).get(reverse(NEW))
        return typed(title="Tapé avant la fin de session", author=page.context["author"])

    def test_the_text_waits_for_the_sign_in(self, staff, typed):
        data = self.marked(staff, typed)
        client = Client()

        answer = client.post(reverse(NEW), data)
        assert answer.status_code == 302
        client.force_login(staff)
        page = client.get(f"{reverse(NEW)}?reprise=1")

        assert not Activity.objects.exists()
        assert page.context["form"]["title"].value() == "Tapé avant la fin de session"
        assert page.context["form"]["submission_key"].value() == data["submission_key"]

    def test_the_sign_in_leads_back_to_the_form(self, staff, typed):
        answer = Client().post(reverse(NEW), self.marked(staff, typed))

        assert "reprise%3D1" in answer["Location"]

    def test_it_is_not_shown_to_the_next_person_at_this_computer(self, staff, colleague, typed):
        client = Client()
        client.post(reverse(NEW), self.marked(staff, typed))

        client.force_login(colleague)
        page = client.get(f"{reverse(NEW)}?reprise=1")

        assert "Tapé avant" not in page.content.decode()

    def test_it_is_forgotten_once_saved(self, staff, typed):
        data = self.marked(staff, typed)
        client = Client()
        client.post(reverse(NEW), data)
        client.force_login(staff)

        client.post(reverse(NEW), data)

        assert Activity.objects.count() == 1
        assert "activity_pending" not in client.session

    def test_nobody_fills_the_session_table(self, typed):
        client = Client()

        client.post(reverse(NEW), typed(note="x" * 100_000))

        assert "activity_pending" not in client.session
