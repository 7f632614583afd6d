"""What a first visit costs on a slow line."""

import re

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.compression import TextGZipMiddleware

# The rest of 150 kB is for the page itself.
FIRST_VISIT = 125_000
FONTS_LATIN = 47_500
OUR_SCRIPTS = 12_000
OUR_SHEETS = 14_000
# Fetched by a frozen dashboard in a meeting room, and by no other page.
MEETING_MODE = {
    "blocks.js",
    "meeting-keep.js",
    "outbox.js",
    "outbox-send.js",
    "outbox-store.js",
}
MEETING_SCRIPTS = 6_000


def packed(path):
    return len(brotli.compress(path.read_bytes(), quality=11))


def linked(client):
    html = client.get("/components/").content.decode()
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    return {name: settings.BASE_DIR.__class__(finders.find(name)) for name in names}


def test_our_scripts_stay_small():
    scripts = list((settings.BASE_DIR / "static" / "js").glob("*.js"))
    meeting = [path for path in scripts if path.name in MEETING_MODE]

    assert {path.name for path in meeting} == MEETING_MODE
    assert sum(packed(path) for path in meeting) <= MEETING_SCRIPTS
    assert sum(packed(path) for path in set(scripts) - set(meeting)) <= OUR_SCRIPTS


def test_our_sheets_stay_small():
    sheets = (settings.BASE_DIR / "static" / "css").glob("*.css")

    assert sum(packed(path) for path in sheets) <= OUR_SHEETS


def test_what_every_page_links_leaves_room_for_the_page(client):
    files = linked(client)

    assert "django_htmx/htmx-2.min.js" in files
    assert sum(packed(path) for path in files.values()) + FONTS_LATIN <= FIRST_VISIT


@pytest.mark.parametrize("sheet", ["base.css"])
def test_a_latin_page_asks_for_no_arabic_font(sheet):
    """Each face says which letters it has, so that a browser fetches only what a page shows."""
    text = (settings.BASE_DIR / "static" / "css" / sheet).read_text(encoding="utf-8")
    faces = re.findall(r"@font-face \{(.*?)\}", text, re.DOTALL)

    assert len(faces) == 4
    for face in faces:
        assert "font-display: optional" in face
        starts = [int(start, 16) for start in re.findall(r"U\+([0-9A-F]+)", face)]
        arabic = [start for start in starts if 0x600 <= start <= 0x8FF or 0xFB50 <= start <= 0xFEFC]
        assert bool(arabic) == ("Arabic" in face)
        assert len(arabic) in {0, len(starts)}


def test_a_page_is_packed_on_its_way(client):
    plain = client.get("/components/")
    packed_page = Client().get("/components/", headers={"accept-encoding": "gzip"})

    assert packed_page.headers["Content-Encoding"] == "gzip"
    assert len(packed_page.content) < len(plain.content) / 4


def test_a_file_is_not_packed_again():
    def report(request):
        return HttpResponse(b"%PDF" * 1000, content_type="application/pdf")

    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    response = TextGZipMiddleware(report)(request)

    assert "Content-Encoding" not in response.headers
