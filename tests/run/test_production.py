"""config.settings.prod: starts with all it needs, refuses to start without."""

import json
import os
import subprocess

import pytest

from config.bootstrap.checks import PRODUCTION
from config.bootstrap.console import PYTHON, ROOT

READ = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in NAMES}))
"""


def production(names, **environment):
    kept = {"PATH": os.environ["PATH"], **PRODUCTION, **environment}
    kept = {name: value for name, value in kept.items() if value is not None}
    return subprocess.run(
        [PYTHON, "-c", READ.replace("NAMES", repr(names))],
        cwd=ROOT,
        env=kept,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}))
def test_refuses_to_start_without(name):
    done = production(["DEBUG"], **{name: None})

    assert done.returncode != 0
    assert f"{name} is not set." in done.stderr


def test_keeps_cookies_and_transport_tight():
    done = production(
        [
            "DEBUG",
            "SESSION_COOKIE_NAME",
            "SESSION_COOKIE_SECURE",
            "SESSION_COOKIE_HTTPONLY",
            "CSRF_COOKIE_SECURE",
            "SECURE_HSTS_SECONDS",
            "SECURE_SSL_REDIRECT",
            "SECOND_FACTOR_REQUIRED",
            "SHOW_COMPONENTS",
        ]
    )

    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_SSL_REDIRECT": True,
        "SECOND_FACTOR_REQUIRED": True,
        "SHOW_COMPONENTS": False,
    }


def test_object_storage_needs_its_keys_as_soon_as_a_bucket_is_named():
    done = production(["STORAGES"], S3_BUCKET="evidence")

    assert done.returncode != 0
    assert "S3_ENDPOINT_URL is not set." in done.stderr


def test_files_in_object_storage_are_private():
    done = production(
        ["STORAGES"],
        S3_BUCKET="evidence",
        S3_ENDPOINT_URL="https://objects.example",
        S3_ACCESS_KEY="sample",
        S3_SECRET_KEY="sample",
    )

    options = json.loads(done.stdout)["STORAGES"]["default"]["OPTIONS"]
    assert (options["default_acl"], options["file_overwrite"]) == ("private", False)
