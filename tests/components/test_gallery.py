"""The gallery shows every component, in every language, and each page keeps to the house rules."""

import re

import pytest
from django.conf import settings
from django.template import engines

from lib.components import contracts, register

TEMPLATES = settings.BASE_DIR / "templates" / "components"
GALLERY = [TEMPLATES / "index.html", *sorted((TEMPLATES / "gallery").glob("*.html"))]
# Drawn by the frame around the gallery, or inside another component.
NOT_CALLED_BY_NAME = {"nav_link", "language_links", "home_address", "portal_version"}


@pytest.fixture
def page(client):
    def get(language, **data):
        return client.get("/components/", data, headers={"accept-language": language})

    return get


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_gallery_renders_in_each_language(page, language, direction):
    response = page(language)

    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()


def test_every_tag_stands_in_the_gallery():
    shown = "".join(path.read_text(encoding="utf-8") for path in GALLERY)
    called = set(re.findall(r"{% (\w+)", shown))

    assert set(register.tags) - called - NOT_CALLED_BY_NAME == set()


def test_every_component_template_states_its_contract():
    templates = {path.stem for path in TEMPLATES.glob("[!_]*.html")} - {"index", "region_tiles"}

    assert templates - set(contracts.contracts(TEMPLATES)) == set()


def test_ids_are_unique_on_the_page(page):
    ids = re.findall(r'\sid="([^"]+)"', page("fr").content.decode())
    # Two example forms of one class stand side by side, which no page of the portal has.
    ours = [one for one in ids if not one.startswith("id_")]

    assert len(ours) == len(set(ours))


def test_what_people_write_is_shown_as_text(page):
    content = page("fr").content.decode()

    assert "&lt;b&gt;Agadir&lt;/b&gt; &amp; DEPOMI" in content
    assert "<b>Agadir</b>" not in content


def test_a_filtered_list_offers_the_way_back(page):
    assert "Clear the filters" not in _results(page("en"))
    assert "Clear the filters" in _results(page("en", programme="prim"))


def _results(response):
    return response.content.decode().split('id="results"')[1].split("<table")[0]


def draw(source, **context):
    return engines["django"].from_string(source).render(context)


def test_at_least_is_said_and_not_reported_is_never_zero(page):
    content = page("en").content.decode()

    assert re.search(r'key-figure__qualifier">at least</span> <bdi>30</bdi>', content)
    missing = draw('{% key_figure label="Offices" value=value %}', value=None)
    assert "not reported" in missing or "key-figure__value--missing" in missing
    assert ">0<" not in missing


def test_zero_is_a_figure():
    shown = draw('{% key_figure label="Offices" value=value %}', value=0)

    assert "<bdi>0</bdi>" in shown
    assert "missing" not in shown
