"""The commands that a newcomer types."""

import os
import re
import subprocess

import pytest

from config.bootstrap import __main__ as steps
from config.bootstrap.console import ROOT

TARGETS = ["run", "dev", "setup", "check", "fix", "test", "bench", "messages", "docs", "reset"]


def make(*words):
    # This test may run under make itself, whose flags are not meant for the inner one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *words], cwd=ROOT, check=True, capture_output=True, text=True, env=environment
    ).stdout


@pytest.mark.parametrize("target", TARGETS)
def test_make_alone_lists_the_target_with_what_it_does(target):
    assert re.search(rf"^  make {target} +\w.{{10,}}$", make(), re.M)


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_calls_a_step_that_exists(target):
    step = re.search(r"-m config\.bootstrap (\w+)", make("--dry-run", target)).group(1)

    assert step in steps.STEPS


def test_continuous_integration_runs_the_same_two_commands():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_an_unknown_step_is_refused_with_the_list(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["bootstrap", "fly"])

    assert steps.main() == 2
    assert "Unknown step fly; there are setup, run" in capsys.readouterr().err


def test_the_bootstrap_stands_on_the_standard_library_alone():
    script = (
        "import sys; sys.path.insert(0, '.'); import config.bootstrap.__main__, "
        "config.bootstrap.probe; print(sorted({m.split('.')[0] for m in sys.modules "
        "if 'site-packages' in (getattr(sys.modules[m], '__file__', '') or '')}))"
    )
    done = subprocess.run(
        [steps.PYTHON, "-I", "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )

    # Packages that the environment itself loads at start are not ours.
    loaded = subprocess.run(
        [
            steps.PYTHON,
            "-I",
            "-c",
            script.replace("import config.bootstrap.__main__, config.bootstrap.probe; ", ""),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == loaded.stdout
