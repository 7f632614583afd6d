"""Chromium, started once for all tests that drive it."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from config.bootstrap import system

#: How long a journey waits for what it expects; only a machine with much else to do needs it.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium, driven by Playwright."""
    # Playwright's loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = os.environ.get("WASL_CHROMIUM") or system.chromium()
    assert path, "Chromium is missing; make test installs it where it may."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
