"""What is missing on a machine is installed, or named with the command that does it."""

import pytest

from config.bootstrap import system
from config.bootstrap.console import Failed


def need(*, present=False, optional=False):
    return system.Need("the sample", ("sample-one", "sample-two"), lambda: present, optional)


@pytest.fixture
def _nothing_can_be_installed(monkeypatch):
    monkeypatch.setattr(system, "apt_install", lambda packages: False)


@pytest.mark.usefixtures("_nothing_can_be_installed")
class TestProvide:
    def test_fails_and_names_the_command_for_what_is_missing(self, capsys):
        with pytest.raises(Failed, match="could not be installed"):
            system.provide([need()], strict=False)

        printed = capsys.readouterr().err
        assert "Missing for the sample: sample-one sample-two" in printed
        assert "sudo apt-get install --no-install-recommends sample-one sample-two" in printed

    def test_goes_on_without_what_is_optional_and_says_so(self, capsys):
        system.provide([need(optional=True)], strict=False)

        assert "sudo apt-get install" in capsys.readouterr().err

    def test_fails_without_what_is_optional_where_tests_need_it(self):
        with pytest.raises(Failed):
            system.provide([need(optional=True)], strict=True)

    def test_says_nothing_where_all_is_there(self, capsys):
        system.provide([need(present=True)], strict=True)

        assert capsys.readouterr() == ("", "")


def test_what_apt_brought_is_looked_for_again(monkeypatch):
    installed = []
    monkeypatch.setattr(system, "apt_install", lambda packages: installed.extend(packages) or True)
    sample = system.Need("the sample", ("sample",), lambda: bool(installed))

    system.provide([sample], strict=True)

    assert installed == ["sample"]


def test_an_ordinary_user_without_sudo_installs_nothing(monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: None)

    assert system.apt_install(["sample"]) is False


def test_this_machine_has_what_the_tests_need():
    missing = [need.purpose for need in [*system.TO_RUN, *system.TO_TEST] if not need.is_present()]

    assert missing == []
