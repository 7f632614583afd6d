"""manage.py prepare and the static files it collects."""

import gettext
import os

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from config.management.commands.prepare import Stamp, compile_catalogue
from config.staticfiles import ManifestStorage

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Region"
msgstr "Région"

#, fuzzy
msgid "Committee"
msgstr "Comité ?"
"""


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(CATALOGUE)
    return path


class TestCompileCatalogue:
    def test_writes_what_gettext_reads(self, catalogue):
        compile_catalogue(catalogue)

        with catalogue.with_suffix(".mo").open("rb") as file:
            messages = gettext.GNUTranslations(file)
        assert messages.gettext("Region") == "Région"

    def test_leaves_out_what_nobody_confirmed(self, catalogue):
        compile_catalogue(catalogue)

        with catalogue.with_suffix(".mo").open("rb") as file:
            messages = gettext.GNUTranslations(file)
        assert messages.gettext("Committee") == "Committee"

    def test_writes_again_only_what_changed(self, catalogue):
        compile_catalogue(catalogue)
        written = catalogue.with_suffix(".mo")
        os.utime(written, ns=(1, catalogue.stat().st_mtime_ns))

        compile_catalogue(catalogue)
        assert written.stat().st_atime_ns == 1

        os.utime(written, ns=(1, 1))
        compile_catalogue(catalogue)
        assert written.stat().st_mtime_ns > 1


class TestStamp:
    def test_is_current_for_the_same_signature_only(self, tmp_path):
        path = tmp_path / "made" / "stamp"
        Stamp(path, "one").renew()

        assert Stamp(path, "one").is_current
        assert not Stamp(path, "two").is_current

    def test_is_not_current_before_anything_was_made(self, tmp_path):
        assert not Stamp(tmp_path / "stamp", "one").is_current


def test_an_unknown_part_is_refused():
    with pytest.raises(CommandError, match="Unknown: roof"):
        call_command("prepare", "roof")


class TestManifestStorage:
    STYLE = "body { src: url('../vendor/fonts/missing.woff2'); }"

    @pytest.fixture
    def storage(self, tmp_path):
        return ManifestStorage(location=str(tmp_path), base_url="/static/")

    def collect(self, storage, name, text):
        StaticFilesStorage(location=storage.location).save(name, ContentFile(text.encode()))
        return list(storage.post_process({name: (storage, name)}))

    def failures(self, results):
        return [result for _, _, result in results if isinstance(result, Exception)]

    def test_a_font_that_could_not_be_fetched_stops_nothing(self, storage):
        results = self.collect(storage, "css/page.css", self.STYLE)

        assert self.failures(results) == []
        with storage.open(storage.stored_name("css/page.css")) as file:
            assert "../vendor/fonts/missing.woff2" in file.read().decode()

    def test_any_other_missing_file_does(self, storage):
        results = self.collect(storage, "css/page.css", self.STYLE.replace("vendor/fonts", "img"))

        assert len(self.failures(results)) == 1
