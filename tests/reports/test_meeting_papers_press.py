"""The file of the steering committee of 7 July 2023, from what the press tells of it."""

import io
import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from actors.models import Meeting
from tests.reports.making import cells_of, paper, pdf_of, text_of

pytestmark = pytest.mark.django_db

SECTIONS = [
    "Suivi des décisions précédentes",
    "Ordre du jour",
    "Membres et participants",
    "Avancement par région et par composante",
    "Indicateurs",
    "Exécution budgétaire",
    "Appels à projets et projets financés",
    "Risques et points de vigilance",
    "Échange de pratiques entre régions",
    "Plan d’action de la période suivante",
    "Décisions à prendre",
]


@pytest.fixture(scope="module")
def prim(press_data, django_db_blocker):
    """The papers of the meeting of 7 July 2023, and their words."""
    with django_db_blocker.unblock():
        held = Meeting.objects.get(committee__slug="copil-prim", held_on=date(2023, 7, 7))
        french = paper(held)
        return {
            "edition": french,
            "fr": text_of(pdf_of(french), "-layout"),
            "ar": text_of(pdf_of(paper(held, language="ar"))),
            "cells": cells_of(french),
        }


class TestMeetingOfJuly2023:
    """The one steering committee that the press tells of."""

    def test_prints_the_figures_of_the_press_with_their_source(self, prim):
        for row in (
            r"Appels à projets lancés 1 5 7 juillet 2023",
            r"Projets financés ou en cours de 21 7 juillet 2023 .* financement »",
            r"\b16 7 juillet 2023",
            r"au moins 30 7 juillet 2023 « plus d'une trentaine »",
        ):
            assert re.search(row, prim["fr"]), row
        assert "Premier Comité de pilotage" in prim["fr"]

    def test_never_says_a_bare_thirty(self, prim):
        assert set(re.findall(r"(\w+) 30\b", prim["fr"])) == {"moins"}

    def test_follows_decisions_up_first(self, prim):
        inside = prim["fr"].split("Page", 1)[0].rsplit("Vérifier ce document", 1)[1]
        assert "Suivi des décisions précédentes" in inside

    def test_has_all_its_parts_in_their_order(self, prim):
        text = prim["fr"].split("Vérifier ce document", 1)[1]
        places = [text.index(f"{rank} {title}") for rank, title in enumerate(SECTIONS, start=1)]
        assert places == sorted(places)

    def test_names_who_was_there_in_their_office(self, prim):
        for words in ("Zoubida Sekkate", "Said Makhon", "Directrice adjointe", "Pour le projet"):
            assert words in prim["fr"]

    def test_puts_the_joint_day_among_what_was_proposed(self, prim):
        after = prim["fr"].split("Proposé ou décidé lors de cette réunion", 1)[1]
        assert "Organiser une journée de présentation des bilans" in after
        assert "Membres du Copil de l'Oriental" in after

    def test_says_what_nothing_is_recorded_of(self, prim):
        for words in (
            "Aucune décision d’une réunion précédente",
            "Rien n’est saisi dans le portail sur le budget",
            "Aucun risque n’est ouvert",
            "Aucune activité n’est prévue",
            "Aucune convocation n’est enregistrée",
        ):
            assert words in prim["fr"], words

    def test_says_the_same_in_arabic(self, prim):
        assert re.search(r"\b30 على الأقل", prim["ar"])
        for words in ("تتبع القرارات السابقة", "طلبات عروض المشاريع", "تنفيذ الميزانية"):
            assert words in prim["ar"]

    def test_says_the_same_in_cells(self, prim):
        told = {row[0]: row[3:5] for row in prim["cells"]["Chiffres"][1:]}
        assert [told[f"PRIM-000{n}"][1] for n in (1, 2, 3, 4)] == [5, 21, 16, 30]
        assert told["PRIM-0004"][0] == "au moins"
        assert len(prim["cells"]["Participants"]) == 11

    def test_is_made_by_the_command_too(self, prim, tmp_path):
        output = tmp_path / "copil.pdf"

        call_command(
            "render_report",
            *["--kind", "copil", "--committee", "copil-prim", "--meeting", "2023-07-07"],
            *["--language", "fr", "--output", str(output)],
            stdout=io.StringIO(),
        )

        assert output.read_bytes() == pdf_of(prim["edition"])

    @pytest.mark.parametrize(
        ("named", "sentence"),
        [
            (["--committee", "nowhere", "--meeting", "2023"], "There is no committee “nowhere”"),
            (["--committee", "copil-prim", "--meeting", "2024-01-01"], "no meeting on"),
        ],
    )
    def test_is_refused_with_what_is_known(self, prim, tmp_path, named, sentence):
        with pytest.raises(CommandError, match=sentence):
            call_command(
                *["render_report", "--kind", "copil", *named],
                *["--output", str(tmp_path / "copil.pdf")],
            )
