"""Who builds frameworks, manages periods, gives values and signs them."""

import pytest
from django.core.exceptions import PermissionDenied

from actors.enums import Role
from indicators import permissions
from tests.factories.actors import OrganisationFactory, person
from tests.factories.indicators import EntryFactory, MeasureFactory, ResultFactory
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def prim(agency, souss_massa):
    return ProgrammeFactory(slug="prim", agency=agency, region=souss_massa)


@pytest.fixture
def elsewhere(souss_massa):
    """A programme of another agency in the same region."""
    return ProgrammeFactory(
        slug="ailleurs", agency=OrganisationFactory(agency=True), region=souss_massa
    )


def entry(prim, place, **more):
    return EntryFactory(
        measure=MeasureFactory(result=ResultFactory(programme=prim)),
        place=place,
        submitted=True,
        **more,
    )


@pytest.mark.parametrize(
    "check", [permissions.check_can_edit_framework, permissions.check_can_manage_periods]
)
class TestFrameworkAndPeriods:
    def test_are_for_officers_of_the_programme(self, check, officer, prim):
        check(officer, prim)

    def test_are_not_for_officers_of_another(self, check, officer, elsewhere):
        with pytest.raises(PermissionDenied, match="implements this programme"):
            check(officer, elsewhere)

    @pytest.mark.parametrize("name", ["staff", "validator", "donor", "coordinator", "admin"])
    def test_are_not_for_others(self, check, name, request, prim):
        with pytest.raises(PermissionDenied):
            check(request.getfixturevalue(name), prim)

    def test_are_not_for_staff_of_an_implementing_council(self, check, staff, council, souss_massa):
        """Their membership reaches a region, not the programmes of their organisation."""
        programme = ProgrammeFactory(agency=council, region=souss_massa)
        with pytest.raises(PermissionDenied):
            check(staff, programme)


class TestEntering:
    def test_is_for_staff_in_their_region(self, staff, prim, souss_massa):
        permissions.check_can_enter(staff, prim, souss_massa)

    def test_is_for_officers_in_every_region_and_as_a_whole(self, officer, prim, souss_massa):
        permissions.check_can_enter(officer, prim, souss_massa)
        permissions.check_can_enter(officer, prim, None)

    def test_of_the_whole_is_not_for_staff(self, staff, prim):
        with pytest.raises(PermissionDenied, match="give these values"):
            permissions.check_can_enter(staff, prim, None)

    def test_is_not_for_staff_of_another_region(self, stranger, prim, souss_massa):
        with pytest.raises(PermissionDenied, match="give these values"):
            permissions.check_can_enter(stranger, prim, souss_massa)

    def test_is_not_for_a_region_that_the_programme_does_not_cover(
        self, officer, stranger, prim, oriental
    ):
        for someone in (officer, stranger):
            with pytest.raises(PermissionDenied, match="does not work in this region"):
                permissions.check_can_enter(someone, prim, oriental)

    @pytest.mark.parametrize("name", ["validator", "donor", "member", "coordinator", "admin"])
    def test_is_not_for_others(self, name, request, prim, souss_massa):
        with pytest.raises(PermissionDenied):
            permissions.check_can_enter(request.getfixturevalue(name), prim, souss_massa)


class TestSigning:
    def test_is_for_validators_of_the_region_and_officers(
        self, validator, officer, staff, prim, souss_massa
    ):
        value = entry(prim, souss_massa, entered_by=staff, submitted_by=staff)
        permissions.check_can_validate(validator, value)
        permissions.check_can_validate(officer, value)

    def test_of_a_value_of_the_whole_is_for_officers(self, validator, officer, prim):
        value = entry(prim, None)
        permissions.check_can_validate(officer, value)
        with pytest.raises(PermissionDenied, match="sign this value"):
            permissions.check_can_validate(validator, value)

    def test_is_not_for_validators_of_another_region(self, other_council, prim, souss_massa):
        signer = person("Mouna Kabbaj", Role.VALIDATOR, other_council)
        with pytest.raises(PermissionDenied, match="sign this value"):
            permissions.check_can_validate(signer, entry(prim, souss_massa))

    @pytest.mark.parametrize("column", ["entered_by", "submitted_by"])
    def test_is_never_by_who_gave_it(self, column, officer, prim, souss_massa):
        value = entry(prim, souss_massa, **{column: officer})
        with pytest.raises(PermissionDenied, match="other than who gave it"):
            permissions.check_can_validate(officer, value)

    def test_a_second_time_is_by_someone_else(self, validator, officer, prim, souss_massa, now):
        value = entry(prim, souss_massa, state="endorsed", endorsed_by=validator, endorsed_at=now)
        permissions.check_can_validate(officer, value)
        with pytest.raises(PermissionDenied, match="other than the first"):
            permissions.check_can_validate(validator, value)

    @pytest.mark.parametrize("name", ["staff", "donor", "member", "coordinator", "admin"])
    def test_is_not_for_others(self, name, request, prim, souss_massa):
        with pytest.raises(PermissionDenied):
            permissions.check_can_validate(request.getfixturevalue(name), entry(prim, souss_massa))
