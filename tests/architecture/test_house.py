"""The rules of the house that import-linter and the system checks cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from actors import workflow as committee_workflow
from actors.enums import DecisionState, MeetingState, MinutesState
from config.checks import APP_ORDER
from lib.workflow import unreachable
from programmes import workflow as activity_workflow
from programmes.enums import ActivityState
from reports import workflow as edition_workflow
from reports.enums import EditionState

ROOT = Path(settings.BASE_DIR)
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
INTERFACES = ("views", "forms", "filters", "api", "tasks", "templatetags")


def modules(*apps_or_folders):
    """Every Python file of some apps, without migrations."""
    for name in apps_or_folders:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def tree(path):
    return ast.parse(path.read_text())


def short(path):
    return str(path.relative_to(ROOT))


def is_interface(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return any(part in INTERFACES for part in parts[1:])


INTERFACE_FILES = [path for path in modules(*APP_ORDER) if is_interface(path)]


@pytest.mark.parametrize("path", INTERFACE_FILES, ids=short)
def test_interfaces_write_nothing_themselves(path):
    """Writes are actions. An interface calls an action's module, never a row's own method."""
    found = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        owner = ast.unparse(node.func.value)
        if ".objects" in owner or owner in ROW_NAMES:
            found.append(f"{node.lineno}: {ast.unparse(node)[:80]}")
    assert not found


ROW_NAMES = {
    "activity",
    "edition",
    "draft",
    "form",
    "serializer",
    "user",
    "request.user",
    "programme",
    "committee",
    "membership",
    "value",
    "self.instance",
}


@pytest.mark.parametrize(
    "path",
    [path for path in INTERFACE_FILES if {"views", "api"} & set(path.with_suffix("").parts)],
    ids=short,
)
def test_pages_start_from_what_one_may_see(path):
    """`Model.objects` in a view or viewset is followed by visible_to, or holds nothing personal."""
    text = path.read_text()
    found = [
        match.group(0)
        for match in re.finditer(r"\b([A-Z]\w+)\.objects\s*\.\s*(\w+)", text)
        if match.group(2) not in {"visible_to", "none", "regions"}
        and match.group(1) not in LISTS_OF_WORDS
    ]
    assert not found


# Code lists that everybody sees whole; a place is one too, where an address names it.
LISTS_OF_WORDS = {"ActivityKind", "ParticipationCategory", "Place"}


def test_there_are_no_signals():
    found = [
        short(path)
        for path in modules("lib", *APP_ORDER, "config")
        if re.search(
            r"django\.(db\.models\.)?signals|@receiver\b|dispatch import", path.read_text()
        )
    ]
    assert not found


def test_the_clock_is_read_only_in_interfaces():
    readers = re.compile(r"timezone\.now\(|date\.today\(|datetime\.now\(|timezone\.localdate\(\)")
    allowed = ("views", "api", "tasks", "management", "admin", "authentication", "adapters")
    found = [
        short(path)
        for path in modules(*APP_ORDER)
        if readers.search(path.read_text())
        and not any(part in allowed for part in path.with_suffix("").parts)
    ]
    assert not found


FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "signals.py"}


def test_no_file_is_a_drawer_for_odds_and_ends():
    assert not [
        short(path) for path in modules("lib", *APP_ORDER, "config") if path.name in FORBIDDEN_NAMES
    ]


def test_migrations_say_what_they_do():
    names = [path.stem for app in APP_ORDER for path in (ROOT / app / "migrations").glob("0*.py")]
    assert not [name for name in names if "_auto_" in name]


@pytest.mark.parametrize(
    ("moves", "states"),
    [
        (activity_workflow.MOVES, ActivityState),
        (edition_workflow.MOVES, EditionState),
        (committee_workflow.MEETING_MOVES, MeetingState),
        (committee_workflow.MINUTES_MOVES, MinutesState),
        (committee_workflow.DECISION_MOVES, DecisionState),
    ],
    ids=["activity", "edition", "meeting", "minutes", "decision"],
)
def test_every_state_is_in_the_table_and_can_be_reached(moves, states):
    first = next(iter(moves))
    assert set(moves) == set(states)
    assert not unreachable(moves, first)


def test_a_moment_and_its_person_stand_together():
    """`x_at` with an `x_by` is one fact: a constraint keeps the two together."""
    lone = []
    for model in apps.get_models():
        if model._meta.app_label not in APP_ORDER:
            continue
        fields = {field.name: field for field in model._meta.get_fields()}
        for name, field in fields.items():
            person = fields.get(name.removesuffix("_at") + "_by")
            if not name.endswith("_at") or person is None or not (field.null and person.null):
                continue
            paired = any(
                name in str(constraint.condition) and person.name in str(constraint.condition)
                for constraint in model._meta.constraints
                if hasattr(constraint, "condition") and constraint.condition is not None
            )
            # A value loaded from a source is validated by nobody in person.
            if not paired and model._meta.label not in LOADED:
                lone.append(f"{model._meta.label}.{name}")
    assert not lone


# Rows that loading a press text validates carry a moment and no person.
LOADED = {"programmes.Activity", "indicators.Value"}


SOURCES = [
    path
    for pattern in ("*.py", "*.html", "*.css", "*.js", "*.md", "*.toml", "*.yml", "*.txt", "*.json")
    for path in ROOT.rglob(pattern)
    if not {"node_modules", "var", ".venv", ".git"} & set(path.relative_to(ROOT).parts)
]


def test_the_repository_names_no_registry_and_no_machine():
    hosts = re.compile(
        r"pypi\.o[r]g|pythonhoste[d]|npmjs\.(o[r]g|com)|deb\.debian\.o[r]g|/(wor[k]|roo[t])/(main|shared)"
    )
    assert not [short(path) for path in SOURCES if hosts.search(path.read_text(errors="ignore"))]


def test_nothing_loads_from_another_host():
    """No page, style sheet or script fetches anything from elsewhere."""
    foreign = re.compile(
        r"""(src|href|url\(|@import)\s*[=(]?\s*["']?(https?:)?//(?!www\.w3\.org)""", re.IGNORECASE
    )
    found = []
    for folder in ("templates", "static"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".html", ".css", ".js"}:
                continue
            for line in path.read_text().splitlines():
                # A link that a reader may follow loads nothing.
                if foreign.search(line) and "<a " not in line:
                    found.append(f"{short(path)}: {line.strip()[:80]}")
    assert not found


def test_a_form_in_a_fragment_gets_its_token():
    """`include … only` leaves the token out, and what the form sends is then refused."""
    templates = ROOT / "templates"
    with_forms = {
        str(path.relative_to(templates))
        for path in templates.rglob("_*.html")
        if re.search(r"{% (csrf_token|post_button) ?", path.read_text())
    }
    found = []
    for path in sorted(templates.rglob("*.html")):
        for name, words in re.findall(r'{% include "([^"]+)"([^%]*)%}', path.read_text()):
            if name in with_forms and words.split()[-1:] == ["only"] and "csrf_token=" not in words:
                found.append(f"{path.relative_to(templates)} includes {name}")
    assert not found


TOP_LEVEL = {
    *("actors", "config", "docs", "indicators", "lib", "locale", "programmes", "regions"),
    *("reports", "static", "templates", "tests", ".ci"),
    *("Dockerfile", "Makefile", "docker-compose.yml", "manage.py", "pyproject.toml"),
    *("README.md", "CONTRIBUTING.md", "package.json", "package-lock.json"),
    *("requirements.txt", "requirements-dev.txt"),
    *(".dockerignore", ".gitattributes", ".gitignore", ".npmrc"),
}


def test_the_top_level_is_that_of_the_design():
    """A new entry is a decision. What tools and runs make is ignored, never added by accident."""
    ignored = (ROOT / ".gitignore").read_text().split()
    made = {".git", *(line.strip("/") for line in ignored if line.endswith("/"))}
    assert {path.name for path in ROOT.iterdir()} - made - {".env"} == TOP_LEVEL
