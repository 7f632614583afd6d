"""The locks: each file carries its hash, none says where it comes from."""

import json
import re

import pytest

from config.bootstrap import python
from config.bootstrap.console import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]
#: One entry: the pinned package and the lines that belong to it.
ENTRY = re.compile(r"^([a-z0-9][^\s=]*)==[^\n]*\n((?:    [^\n]*\n?)*)", re.M)


def entries(name):
    return dict(ENTRY.findall((ROOT / name).read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_carries_hashes(name):
    found = entries(name)

    assert len(found) > 40
    assert [package for package, rest in found.items() if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", ".npmrc"])
def test_no_lock_names_a_registry_or_a_path(name):
    text = (ROOT / name).read_text()

    assert "--index-url" not in text
    assert "--find-links" not in text
    assert "file:" not in text
    assert not re.search(r'"resolved"', text)
    if name != "package-lock.json":
        assert "://" not in text


def test_every_front_end_package_carries_its_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}

    assert fetched
    assert [name for name, entry in fetched.items() if not entry.get("integrity")] == []


def test_the_test_environment_holds_the_runtime_one_at_the_same_versions():
    def pinned(name):
        return set(re.findall(r"^[a-z0-9][^\s;]*==[^\s;]+", (ROOT / name).read_text(), re.M))

    assert pinned("requirements.txt") <= pinned("requirements-dev.txt")


@pytest.mark.parametrize(
    ("package", "version"), [("celery", "5.6.3"), ("kombu", "5.6.2"), ("redis", "6.4.0")]
)
def test_the_task_queue_stays_at_the_versions_that_survive_redis_dying(package, version):
    lock = (ROOT / "requirements.txt").read_text()

    assert re.search(rf"^{package}=={re.escape(version)}( |$)", lock, re.M)


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    asked = [
        place for place, line in enumerate(lines) if re.match(r'^    "[a-z0-9-]+(\[|>|=)', line)
    ]
    # A reason stands above its dependency, or above the group that the dependency ends.
    without = [
        lines[place]
        for place in asked
        if not lines[place - 1].strip().startswith("#")
        and not lines[place - 2].strip().startswith("#")
        and not lines[place - 3].strip().startswith("#")
    ]

    assert len(asked) > 30
    assert without == []


def test_the_entry_of_one_package_is_cut_out_with_its_hashes():
    entry = python._entry("uv")

    assert entry.startswith("uv==")
    assert entry.count("==") == 1
    assert entry.count("--hash=sha256:") > 1
