"""Who makes an edition, and what becomes of it when something goes wrong."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from actors.enums import EventKind
from actors.models import Event, Notice
from lib.dates import Period
from programmes import totals
from reports import actions, generation, tasks
from reports.enums import EditionState, Failure, Stage
from reports.generation import making, queue
from reports.models import Edition
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.reports.making import ASKED_AT, make, ordered, pdf_of

pytestmark = pytest.mark.django_db

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="prim")


@pytest.fixture
def waiting(programme):
    return ordered([programme], period=QUARTER)


def lose(edition):
    """What a worker that was killed leaves behind: a lease that nobody renews."""
    past = timezone.now() - timedelta(minutes=5)
    Edition.objects.filter(pk=edition.pk).update(lease_until=past)


class TestMaking:
    def test_ends_ready_with_files_whose_hashes_are_kept(self, waiting):
        edition = make(waiting)

        assert (edition.state, edition.number, edition.stage) == (EditionState.READY, 1, "filing")
        assert pdf_of(edition).startswith(b"%PDF-1.7")
        assert edition.pages >= 5
        assert len(edition.pdf_sha256) == len(edition.workbook_sha256) == 64
        assert Event.objects.about(edition).filter(kind=EventKind.PRODUCED).count() == 1

    def test_passes_through_every_stage_in_order(self, waiting, monkeypatch):
        seen = []
        write = queue.Hold._write

        def noted(hold, **changes):
            seen.extend([changes["stage"]] if "stage" in changes else [])
            return write(hold, **changes)

        monkeypatch.setattr(queue.Hold, "_write", noted)
        make(waiting)

        assert seen == list(Stage)

    def test_a_second_message_changes_nothing(self, waiting):
        first = make(waiting)

        generation.make(edition_id=waiting.pk, version=waiting.fence, at=ASKED_AT)

        again = Edition.objects.get(pk=waiting.pk)
        assert (again.fence, again.pdf_sha256) == (first.fence, first.pdf_sha256)

    def test_a_message_of_another_version_is_dropped(self, waiting):
        generation.make(edition_id=waiting.pk, version=waiting.fence + 1, at=ASKED_AT)

        assert Edition.objects.get(pk=waiting.pk).state == EditionState.QUEUED

    def test_unchanged_data_end_as_the_edition_that_exists(self, programme, waiting):
        first = make(waiting)
        # Something happened that no report shows.
        ActivityFactory(programmes=[programme], title="Brouillon")
        Event.objects.create(at=ASKED_AT, kind=EventKind.CREATED, about_model="x.y", about_id="1")

        second = make(ordered([programme], period=QUARTER))

        assert second.pk != first.pk
        assert (second.state, second.same_as, second.number) == (
            EditionState.UNCHANGED,
            first,
            None,
        )
        # And the next request need not look again.
        assert ordered([programme], period=QUARTER) == first

    def test_changed_data_make_the_next_number(self, programme, waiting):
        make(waiting)
        ActivityFactory(validated=True, programmes=[programme])
        totals.rebuild()
        Event.objects.create(at=ASKED_AT, kind=EventKind.CREATED, about_model="x.y", about_id="1")

        second = make(ordered([programme], period=QUARTER))

        assert (second.state, second.number) == (EditionState.READY, 2)

    def test_a_retry_on_frozen_content_gives_the_same_bytes(self, waiting, monkeypatch):
        first = make(waiting)
        bytes_before = pdf_of(first)
        Edition.objects.filter(pk=first.pk).update(state=EditionState.QUEUED, fence=9)
        ValueFactory(programme=first.programmes.get(), is_key=True)

        again = make(Edition.objects.get(pk=first.pk), at=ASKED_AT + timedelta(days=40))

        assert pdf_of(again) == bytes_before
        assert again.workbook_sha256 == first.workbook_sha256

    def test_an_empty_period_gives_a_report_that_says_so(self, programme):
        asked = ordered([programme], period=Period(date(1999, 1, 1), date(1999, 1, 2)))

        assert make(asked).state == EditionState.READY


class TestFence:
    def test_two_workers_one_winner(self, waiting):
        with queue.claimed(waiting.pk, waiting.fence) as first:
            with queue.claimed(waiting.pk, waiting.fence) as second:
                assert second is None
            assert first is not None

    def test_who_was_thought_dead_cannot_finish(self, waiting):
        with queue.claimed(waiting.pk, waiting.fence) as slow:
            lose(waiting)
            assert generation.give_back_lost(at=ASKED_AT) == 1
            taken_over = make(Edition.objects.get(pk=waiting.pk))
            stored = pdf_of(taken_over)
            making._render(_with_content(slow, taken_over), ASKED_AT)

        edition = Edition.objects.get(pk=waiting.pk)
        assert edition.fence == taken_over.fence
        assert pdf_of(edition) == stored
        folder = f"editions/{edition.uuid}"
        _folders, files = edition.pdf.storage.listdir(folder)
        assert sorted(f"{folder}/{file}" for file in files) == sorted(
            [edition.pdf.name, edition.workbook.name]
        )

    def test_the_loser_of_the_last_moment_removes_its_own_files(self, waiting, monkeypatch):
        """Overtaken between storing the files and saying so."""
        finish = queue.Hold.finish

        def too_late(hold, to, **changes):
            Edition.objects.filter(pk=hold.edition.pk).update(fence=99)
            finish(hold, to, **changes)

        monkeypatch.setattr(queue.Hold, "finish", too_late)
        edition = make(waiting)

        assert edition.state == EditionState.RUNNING
        storage = Edition._meta.get_field("pdf").storage
        assert storage.listdir(f"editions/{edition.uuid}")[1] == []

    def test_a_lease_is_renewed_at_each_stage(self, waiting, settings):
        settings.REPORT_LEASE_SECONDS = 1000
        with queue.claimed(waiting.pk, waiting.fence) as hold:
            lose(waiting)
            hold.enter(Stage.FIGURES)

            assert generation.give_back_lost(at=ASKED_AT) == 0


def _with_content(hold, edition):
    hold.edition.content = edition.content
    hold.edition.number = edition.number
    return hold


class TestLost:
    def test_goes_back_in_the_queue(self, waiting):
        with queue.claimed(waiting.pk, waiting.fence):
            lose(waiting)
            generation.give_back_lost(at=ASKED_AT)

        edition = Edition.objects.get(pk=waiting.pk)
        assert (edition.state, edition.attempts) == (EditionState.QUEUED, 1)
        assert make(edition).state == EditionState.READY

    def test_fails_after_three_attempts_with_stage_and_reason(self, waiting, settings):
        settings.REPORT_MAX_ATTEMPTS = 3
        for _attempt in range(3):
            edition = Edition.objects.get(pk=waiting.pk)
            with queue.claimed(edition.pk, edition.fence) as hold:
                hold.enter(Stage.PDF)
                lose(waiting)
                generation.give_back_lost(at=ASKED_AT)

        edition = Edition.objects.get(pk=waiting.pk)
        assert (edition.state, edition.stage, edition.failure) == (
            EditionState.FAILED,
            Stage.PDF,
            Failure.LOST,
        )
        assert Event.objects.about(edition).filter(kind=EventKind.FAILED).count() == 1


class TestFailure:
    def test_what_comes_back_each_time_fails_at_once(self, waiting, settings):
        settings.REPORT_MAX_PAGES = 1

        edition = make(waiting)

        assert (edition.state, edition.stage, edition.failure, edition.attempts) == (
            EditionState.FAILED,
            Stage.PDF,
            Failure.PAGES,
            1,
        )
        assert "pages" in str(edition.failure_text)

    def test_the_unexpected_is_tried_again_then_fails(self, waiting, monkeypatch, caplog):
        def broken(*args, **kwargs):
            raise RuntimeError("disk on fire")

        monkeypatch.setattr(making.kinds, "workbook_of", broken)
        for attempt in range(1, 4):
            edition = make(Edition.objects.get(pk=waiting.pk))
            assert edition.attempts == attempt

        assert (edition.state, edition.stage, edition.failure) == (
            EditionState.FAILED,
            Stage.WORKBOOK,
            Failure.ERROR,
        )
        assert "disk on fire" in caplog.text

    def test_can_be_asked_for_again(self, waiting, settings, coordinator):
        settings.REPORT_MAX_PAGES = 1
        failed = make(waiting)
        settings.REPORT_MAX_PAGES = 200

        actions.retry_edition(edition=failed, by=coordinator, at=ASKED_AT)

        edition = make(Edition.objects.get(pk=waiting.pk))
        assert (edition.state, edition.failure, edition.number) == (EditionState.READY, "", 1)


class TestTelling:
    @pytest.fixture
    def asked(self, programme, coordinator):
        return actions.request_edition(
            kind="capitalisation",
            programmes=[programme],
            region=None,
            period=QUARTER,
            language="fr",
            by=coordinator,
            at=ASKED_AT,
        )

    def test_no_mail_while_its_reader_is_still_there(self, asked):
        make(asked, at=ASKED_AT + timedelta(seconds=5))

        assert not Notice.objects.exists()

    def test_a_report_that_took_its_time_is_announced(self, asked, coordinator):
        edition = make(asked, at=ASKED_AT + timedelta(minutes=5))

        notice = Notice.objects.get()
        assert notice.to == coordinator.email
        assert "PRIM" in notice.subject
        assert f"/fr/rapports/{edition.uuid}/" in notice.body

    def test_a_failure_is_told_with_its_reason(self, asked, settings):
        settings.REPORT_MAX_PAGES = 1

        edition = make(asked)

        with translation.override("fr"):
            assert str(edition.failure_text) in Notice.objects.get().body

    def test_nobody_is_told_of_what_nobody_asked_for(self, waiting, settings):
        settings.REPORT_MAX_PAGES = 1

        make(waiting)

        assert not Notice.objects.exists()


class TestHandingOut:
    def test_gives_a_waiting_row_once(self, waiting):
        assert generation.take_due() == [(waiting.pk, waiting.fence)]
        assert generation.take_due() == []

    def test_gives_it_again_when_no_worker_came(self, waiting):
        generation.take_due()
        lose(waiting)

        assert generation.take_due() == [(waiting.pk, waiting.fence)]

    def test_the_tick_makes_an_edition(self, waiting, settings):
        settings.CELERY_TASK_ALWAYS_EAGER = True
        tasks.dispatch.app.conf.task_always_eager = True
        try:
            tasks.dispatch(from_a_later_version=True)
        finally:
            tasks.dispatch.app.conf.task_always_eager = False

        assert Edition.objects.get(pk=waiting.pk).state == EditionState.READY

    def test_a_broker_that_refuses_loses_nothing(self, waiting, monkeypatch):
        def refuse(*args, **kwargs):
            raise OSError("connection refused")

        monkeypatch.setattr(tasks.make_edition, "apply_async", refuse)
        tasks.dispatch()
        lose(waiting)

        assert generation.take_due() == [(waiting.pk, waiting.fence)]


class TestAsking:
    def test_twice_while_it_is_made_is_once(self, programme, waiting):
        assert ordered([programme], period=QUARTER) == waiting

    def test_twice_with_unchanged_data_gives_the_same_edition(self, programme, waiting):
        first = make(waiting)

        assert ordered([programme], period=QUARTER) == first

    def test_signing_in_and_downloading_change_nothing(self, programme, waiting, coordinator):
        first = make(waiting)
        actions.note_download(edition=first, file="pdf", by=coordinator, at=ASKED_AT)
        Event.objects.create(
            at=ASKED_AT, kind=EventKind.SIGNED_IN, about_model="actors.user", about_id="1"
        )

        assert ordered([programme], period=QUARTER) == first

    def test_another_language_is_another_series(self, programme, waiting):
        assert ordered([programme], period=QUARTER, language="ar") != waiting

    def test_a_role_without_the_permission_is_refused(self, programme, member):
        with pytest.raises(PermissionDenied, match="Your role does not request"):
            actions.request_edition(
                kind="capitalisation",
                programmes=[programme],
                region=None,
                period=QUARTER,
                language="fr",
                by=member,
                at=ASKED_AT,
            )
