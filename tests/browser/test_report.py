"""The whole way of a fact: logged, validated, counted, reported, downloaded, verified."""

import hashlib
import subprocess

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, WIDTHS, spoken

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DASHBOARD, REGION = "/programmes/depomi/tableau/", "/regions/souss-massa/"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_form_to_a_verified_file(language, width, visit, tmp_path):
    author, validator = steps.COLLEAGUES[language]
    title = f"Forum DEPOMI منتدى {width}"
    page = visit(width=width, accept_downloads=True)
    steps.sign_in(page, language, *author)
    assert spoken(page) == (language, LANGUAGES[language])
    done = steps.counted(page, f"/{language}{DASHBOARD}", "activities-depomi")
    here = steps.counted(page, f"/{language}{REGION}", "activities-souss-massa")

    page.goto(f"/{language}/activites/nouvelle/")
    steps.leave_by(page, page.locator("button[name=do][value=submit]"))
    expect(page.locator(".error-summary a").nth(1)).to_be_visible()
    assert barriers(page) == []
    steps.fill_activity(page, title)
    steps.fill_details(page, place="agadir", participants=42, women=19)
    assert barriers(page) == []
    record = steps.submit_activity(page)

    # What is submitted does not count yet.
    assert steps.counted(page, f"/{language}{DASHBOARD}", "activities-depomi") == done
    signer = visit(width=width)
    steps.sign_in(signer, language, *validator)
    steps.validate(signer, language, record)
    assert steps.counted(page, f"/{language}{DASHBOARD}", "activities-depomi") == done + 1
    assert steps.counted(page, f"/{language}{REGION}", "activities-souss-massa") == here + 1

    steps.request_report(page, language, start="2025", end=f"{timezone.localdate():%d/%m/%Y}")
    # It is on its way, or made already.
    expect(page.locator("#progress, form[action$='/pdf/']").first).to_be_visible()
    assert barriers(page) == []
    file = steps.download(page, steps.wait_until_made(page)).read_bytes()
    assert barriers(page) == []
    told = hashlib.sha256(file).hexdigest()
    expect(page.locator("dd .hash").first).to_have_text(told)

    code = page.locator("a[href*='/verifier/']").first.get_attribute("href")
    # Anybody may check, signed in or not.
    anybody = visit(width=width)
    anybody.goto(code)
    expect(anybody.locator("dd .hash").first).to_have_text(told)
    steps.listening(anybody, "data-file-hash")
    sent = []
    anybody.on("request", lambda request: sent.append(request.url))
    assert barriers(anybody) == []
    assert steps.compare(anybody, file) == "same"
    assert steps.compare(anybody, file[:-1] + b"?") == "other"
    assert sent == []
    assert_printed(file, tmp_path, *title.split(), code.rstrip("/").rsplit("/", 1)[1])


def assert_printed(pdf, folder, *words):
    """The words stand in the text of a PDF."""
    (folder / "report.pdf").write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    assert [word for word in words if word not in text] == []
