"""manage.py open_first_account: how a new portal gets its first administrator."""

import io

import pytest
from django.core.management import CommandError, call_command

from actors.enums import EventKind, Role
from actors.models import Event, User

PASSWORD = "Grenade-sous-la-pluie"


@pytest.fixture
def open_account(monkeypatch):
    """Type the command, with the password on its input."""

    def run(organisation, *, email="amina.kabbaj@ministry.example", password=PASSWORD):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        call_command(
            "open_first_account",
            email=email,
            name="Amina Kabbaj",
            organisation=organisation,
            stdout=io.StringIO(),
        )

    return run


def test_opens_the_account_of_an_administrator_and_says_so_in_the_trail(ministry, open_account):
    open_account(ministry.slug)

    user = User.objects.get(email="amina.kabbaj@ministry.example")
    assert user.check_password(PASSWORD)
    assert [(m.role, m.organisation) for m in user.memberships.all()] == [
        (Role.ADMINISTRATOR, ministry)
    ]
    event = Event.objects.get(kind=EventKind.CREATED)
    assert (event.about_id, event.after["role"]) == (str(user.pk), "administrator")


def test_is_refused_once_there_is_an_administrator(admin, ministry, open_account):
    with pytest.raises(CommandError, match="There is an administrator already"):
        open_account(ministry.slug)

    assert not User.objects.filter(email="amina.kabbaj@ministry.example").exists()


def test_is_refused_for_an_organisation_that_may_not_administer(funder, open_account):
    with pytest.raises(CommandError):
        open_account(funder.slug)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "short"}, "too short"),
        ({"email": "not an address"}, "valid email"),
    ],
)
def test_refuses_what_would_not_do_on_a_page(ministry, open_account, change, sentence):
    with pytest.raises(CommandError, match=sentence):
        open_account(ministry.slug, **change)

    assert not User.objects.exists()


def test_names_an_organisation_that_does_not_exist(db, open_account):
    with pytest.raises(CommandError, match="There is no organisation 'nowhere'"):
        open_account("nowhere")
