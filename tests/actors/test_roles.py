import pytest
from django.utils import translation
from django.utils.text import capfirst

from actors import selectors
from actors.enums import OrganisationKind, Role
from actors.roles import FITS, GRANTS, PERMISSION_LABELS, REACH, REACH_LABELS, Permission


class TestTable:
    @pytest.mark.parametrize("role", Role)
    def test_every_role_has_reach_rights_and_a_home(self, role):
        assert REACH[role] in REACH_LABELS
        assert GRANTS[role]
        assert FITS[role]

    def test_every_permission_has_words_and_somebody_who_has_it(self):
        held = set().union(*GRANTS.values())

        assert held == set(Permission) == set(PERMISSION_LABELS)

    def test_no_role_both_logs_and_validates_in_a_council(self):
        assert Permission.ACTIVITY_VALIDATE not in GRANTS[Role.CONTRIBUTOR]
        assert Permission.ACTIVITY_LOG not in GRANTS[Role.VALIDATOR]


class TestPage:
    @pytest.mark.parametrize("language", ["fr", "ar", "en"])
    def test_says_what_the_table_says(self, language, staff, client_for):
        text = client_for(staff).get(f"/{language}/roles/").text

        with translation.override(language):
            for line in selectors.roles_table():
                section = text.split(f'id="role-{line.role}"')[1].split("</section>")[0]
                duties = section.split("<ul>")[1].split("</ul>")[0]
                assert capfirst(line.name) in section
                assert duties.count("<li>") == len(GRANTS[line.role])

    def test_the_matrix_has_a_yes_per_grant(self, staff, client_for):
        matrix = client_for(staff).get("/en/roles/").text.split("<tbody>")[1].split("</tbody>")[0]

        assert matrix.count("<td>yes</td>") == sum(len(grants) for grants in GRANTS.values())
        assert matrix.count("<tr>") == len(Permission)

    def test_marks_the_role_of_the_reader(self, staff, client_for):
        text = client_for(staff).get("/en/roles/").text

        own = text.split('id="role-contributor"')[1].split("</section>")[0]
        assert "Your role" in own
        assert text.count("Your role") == 1

    def test_is_read_by_anybody_from_the_foot_of_the_sign_in_page(self, client, db):
        page = client.get("/en/compte/connexion/").text
        assert 'href="/en/roles/"' in page.split("<footer")[1]

        answer = client.get("/en/roles/")

        assert answer.status_code == 200
        assert 'id="role-contributor"' in answer.text
        assert "Your role" not in answer.text


class TestDocument:
    def test_is_the_same_whatever_the_language(self):
        with translation.override("ar"):
            arabic = selectors.roles_document()
        with translation.override("fr"):
            assert selectors.roles_document() == arabic

    def test_has_a_line_per_role_with_its_rights(self):
        lines = selectors.roles_document().splitlines()[2:]

        assert len(lines) == len(Role)
        for role, line in zip(Role, lines, strict=True):
            assert f"`{role}`" in line
            assert line.count(";") == len(GRANTS[role]) - 1 + line.count("states; those")


class TestFit:
    @pytest.mark.parametrize("kind", OrganisationKind)
    def test_a_committee_may_seat_anybody(self, kind, council):
        council.kind = kind

        assert selectors.why_unfit(Role.COMMITTEE_MEMBER, council) == ""

    def test_a_council_of_the_whole_country_reaches_no_region(self, council, souss_massa):
        souss_massa.code = "MA"
        council.place = souss_massa

        with translation.override("en"):
            assert "no territory" in selectors.why_unfit(Role.CONTRIBUTOR, council)
