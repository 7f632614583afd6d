"""Whatever text people write, readers see it as they wrote it: markup stays text, everywhere."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.test import Client

from actors.models import User
from lib.fields import CodeField, FoldedField, LineField, ProseField
from programmes.models import Programme
from regions.models import Place
from reports import content
from reports.loading.demo import load_demo
from reports.loading.example import load_example
from reports.rendering import drawings, pages
from tests.agreement.log import log_a_little
from tests.conftest import LOADED_AT
from tests.factories.reports import NarrativeFactory
from tests.reports.making import JOINT_YEARS, ordered

OURS = ("regions", "actors", "programmes", "indicators", "reports")
MARKUP = "<i>x</i>"
# Of letters and digits that the portal chose, or no text for readers.
OF_THE_PORTAL = {
    "actors.ApiToken.digest",
    "actors.CalendarFeed.digest",
    "actors.CommitteeFile.content_type",
    "actors.CommitteeFile.sha256",
    "actors.Event.about_id",
    "actors.Event.about_model",
    "actors.Invitation.digest",
    "actors.Minutes.record_sha256",
    "actors.Notice.attachment",
    "actors.Notice.attachment_type",
    "actors.Notice.key",
    "actors.User.password",
    "indicators.Category.code",
    "indicators.Indicator.sdg_targets",
    "indicators.ValueFile.content_type",
    "indicators.ValueFile.sha256",
    "programmes.Evidence.content_type",
    "programmes.Evidence.sha256",
    "programmes.ParticipationCategory.code",
    "regions.Place.code",
    "regions.Place.iso_code",
    "reports.Edition.code",
    "reports.Edition.content_sha256",
    "reports.Edition.pdf_sha256",
    "reports.Edition.series",
    "reports.Edition.workbook_sha256",
    "reports.Snapshot.code",
    "reports.Snapshot.sha256",
}
# Files and fragments; and the way out.
NOT_FOLLOWED = re.compile(r"/deconnexion/|/pieces/|/api/|/static/|/securite/|/etape/")


def text_fields():
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    yield model, field


def test_every_text_of_people_is_cleaned_by_its_field():
    """Marks that reorder what a reader sees go, whichever way a text comes in."""
    known = (
        LineField,
        ProseField,
        FoldedField,
        models.SlugField,
        models.EmailField,
        models.URLField,
    )
    bare = {
        f"{model._meta.label}.{field.name}"
        for model, field in text_fields()
        if not isinstance(field, known)
    }
    assert bare == OF_THE_PORTAL


@pytest.fixture(scope="module")
def hostile(press_data, django_db_blocker):
    """The press data and a little log, where every text that people write ends with markup."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(at=LOADED_AT)
        load_example(at=LOADED_AT)
        log_a_little()
        NarrativeFactory(programme=Programme.objects.get(slug="depomi"))
        for model, field in text_fields():
            if isinstance(field, LineField | ProseField) and not isinstance(field, CodeField):
                room = (field.max_length or 20_000) - len(MARKUP)
                written = model._base_manager.exclude(**{field.name: ""}).exclude(
                    **{f"{field.name}__isnull": True}
                )
                if room > 0:
                    text = Concat(Left(F(field.name), room), Value(MARKUP))
                    written.update(**{field.name: text})
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("role", ["karima.bennis", "omar.skalli", "nadia.berrada"])
def test_no_page_takes_text_for_markup(role, db):
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@wasl.example"))
    shown = 0
    for address, page in crawl(client, "/fr/"):
        assert MARKUP not in page, address
        shown += page.count("&lt;i&gt;x")
    assert shown > 100


@pytest.mark.once
@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("region", [None, "souss-massa"])
def test_no_report_takes_text_for_markup(region, db):
    edition = ordered(
        list(Programme.objects.all().in_order()),
        period=JOINT_YEARS,
        region=Place.objects.get(slug=region) if region else None,
    )
    body = content.build(edition, on=JOINT_YEARS.end)
    identity = {
        "code": "7K3M-Q2XD",
        "number": 1,
        "frozen_at": "2026-03-16T09:00:00+00:00",
        "portal": "https://wasl.example",
        "address": "https://wasl.example/verifier/7K3M-Q2XD/",
    }
    report = pages.Report(
        {"body": body, "identity": identity, "drawings": drawings.frozen(identity)}
    )
    html = pages.to_html(report)
    assert MARKUP not in html
    assert html.count("&lt;i&gt;x") > 50


def crawl(client, start):
    """Every page that links lead to, each kind of list no further than its first filters."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        yield address, page
        for link in re.findall(r'href="([^"#]+)', page):
            path = unescape(link).split("?")[0]
            if path.startswith("/fr/") and not NOT_FOLLOWED.search(path) and path not in seen:
                seen.add(path)
                waiting.append(path)
