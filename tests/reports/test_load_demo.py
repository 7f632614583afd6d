"""Demonstration accounts: one per role, opened once, never where work is done in earnest."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from actors.enums import Role
from actors.models import Membership, User
from reports.loading.demo import ACCOUNTS, PASSWORD, load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]


class TestLoadDemo:
    def test_opens_an_account_for_every_role(self, now):
        opened = load_demo(at=now)

        assert opened == len(ACCOUNTS)
        assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)

    def test_says_that_the_people_are_invented(self, now):
        load_demo(at=now)

        assert all("(démonstration)" in user.full_name for user in User.objects.all())

    def test_accounts_open_with_the_printed_password(self, now):
        load_demo(at=now)

        assert authenticate(None, email="nadia.berrada@wasl.example", password=PASSWORD)

    def test_a_second_time_opens_none_and_keeps_a_changed_password(self, now):
        load_demo(at=now)
        nadia = User.objects.get(email="nadia.berrada@wasl.example")
        nadia.set_password("Un-autre-mot-de-passe")
        nadia.save()

        opened = load_demo(at=now)

        nadia.refresh_from_db()
        assert opened == 0
        assert nadia.check_password("Un-autre-mot-de-passe")

    def test_staff_reach_their_region_and_donors_what_they_fund(self, now):
        load_demo(at=now)
        by_email = {user.email.split(".")[0]: user for user in User.objects.all()}

        assert by_email["nadia"].scope().region_codes == {"MA.09"}
        assert by_email["salma"].scope().region_codes == {"MA.02"}
        assert by_email["lukas"].scope().funding_ids

    def test_command_lists_address_role_and_organisation(self):
        out = StringIO()

        call_command("load_demo", stdout=out)

        assert PASSWORD in out.getvalue()
        assert "hind.tazi@wasl.example" in out.getvalue()
        assert "Agence belge de développement" in out.getvalue()

    def test_command_refuses_settings_that_are_not_for_demonstration(self, settings):
        settings.DEMO_ACCOUNTS = False

        with pytest.raises(CommandError, match="not for demonstration"):
            call_command("load_demo")

        assert not User.objects.exists()
