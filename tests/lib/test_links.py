"""Links brought to what somebody chose."""

import pytest

from lib.links import relink
from programmes.models import CommitteeProgramme
from tests.factories.actors import CommitteeFactory
from tests.factories.programmes import CommitteeProgrammeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    return CommitteeFactory()


def followed(committee):
    links = CommitteeProgramme.objects.filter(committee=committee)
    return set(links.values_list("programme__slug", flat=True))


def test_adds_and_takes_away(committee):
    old, kept, new = (ProgrammeFactory(slug=slug) for slug in ("ancien", "garde", "nouveau"))
    for programme in (old, kept):
        CommitteeProgrammeFactory(committee=committee, programme=programme)
    links = CommitteeProgramme.objects.filter(committee=committee)
    before = links.get(programme=kept).pk

    assert relink(links, "programme", [kept, new], committee=committee)

    assert followed(committee) == {"garde", "nouveau"}
    assert links.get(programme=kept).pk == before


def test_says_that_nothing_changed(committee):
    link = CommitteeProgrammeFactory(committee=committee)
    links = CommitteeProgramme.objects.filter(committee=committee)

    assert not relink(links, "programme", [link.programme], committee=committee)


def test_leaves_what_was_not_shown(committee):
    hidden = CommitteeProgrammeFactory(
        committee=committee, programme=ProgrammeFactory(slug="cache")
    )
    shown = CommitteeProgramme.objects.exclude(pk=hidden.pk).filter(committee=committee)

    relink(shown, "programme", [ProgrammeFactory(slug="montre")], committee=committee)

    assert followed(committee) == {"cache", "montre"}
