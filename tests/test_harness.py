"""The harness itself: each of its refusals refuses."""

import socket

import pytest
from django.db import connection, transaction
from django.template import Context, Template

from actors.audit import record
from actors.models import Organisation
from tests.factories.actors import OrganisationFactory
from tests.harness import NetworkRefused, UnknownVariable, faults_of, refuse_writes_but_sessions


def test_the_network_is_closed():
    with pytest.raises(NetworkRefused), socket.socket() as attempt:
        attempt.connect(("192.0.2.1", 80))


def test_an_unknown_template_variable_fails():
    with pytest.raises(UnknownVariable):
        Template("{{ misspelt }}").render(Context({}))


def test_a_condition_may_ask_for_an_unknown_variable():
    assert Template("{% if maybe %}yes{% endif %}").render(Context({})) == ""


def test_reading_is_allowed_and_writing_is_not(db):
    with refuse_writes_but_sessions():
        assert not Organisation.objects.filter(slug="none").exists()
        with pytest.raises(Exception, match="may only read"):
            OrganisationFactory()


def test_rows_without_an_order_come_shuffled(db):
    for _turn in range(12):
        OrganisationFactory()
    seen = {tuple(row.pk for row in Organisation.objects.all()) for _turn in range(20)}
    assert len(seen) > 1


def test_rows_with_an_order_keep_it(db):
    for _turn in range(5):
        OrganisationFactory()
    ordered = [row.pk for row in Organisation.objects.order_by("pk")]
    assert ordered == sorted(ordered)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">x</p>',
        '<a onclick="f()">x</a>',
        "<script>f()</script>",
        '<script data-src="f.js">f()</script>',
        "<SCRIPT >f()</SCRIPT>",
        '<p class="a"style="color:red">x</p>',
        '<a href="#"\nONCLICK = "f()">x</a>',
        "<p>{{ left }}</p>",
        "<p>{% left %}</p>",
    ],
)
def test_markup_that_the_policy_blocks_is_found(html):
    assert faults_of(html)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="f.js"></script>',
        '<script type="application/json">{"on": 1}</script>',
        "<p>lifestyle = on their own</p>",
    ],
)
def test_markup_that_the_policy_takes_is_left_alone(html):
    assert not faults_of(html)


def test_the_trail_refuses_changes(guarded_trail, now):
    thing = OrganisationFactory()
    event = record("created", about=thing, by=None, at=now)
    for change in (
        "UPDATE actors_event SET note = 'x' WHERE id = %s",
        "DELETE FROM actors_event WHERE id = %s",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            connection.cursor() as cursor,
            transaction.atomic(),
        ):
            cursor.execute(change, [event.pk])
