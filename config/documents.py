"""The documents written from the code, so that they cannot lie."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from actors import selectors
from actors import workflow as committee_workflow
from config.checks import APP_ORDER
from indicators import workflow as value_workflow
from lib.components import contracts
from lib.workflow import diagram
from programmes import workflow as activity_workflow
from reports import workflow as edition_workflow

NOTE = "<!-- Written by `make docs` from the code; edit the code, not this page. -->\n\n"
LAYERS = ["lib", *APP_ORDER, "config"]
_KNOWN_VALUE = re.compile(r"\* `([^`]*)` - (.+)")


def documents() -> dict[Path, Callable[[], str]]:
    """Each generated file and what writes its text."""
    docs = settings.BASE_DIR / "docs"
    return {
        docs / "apps.md": apps_page,
        docs / "states.md": states_page,
        docs / "roles.md": roles_page,
        docs / "openapi.yaml": openapi,
        docs / "components.md": components_page,
    }


def components_page() -> str:
    """The building blocks of pages and how each is called."""
    return NOTE + contracts.as_markdown(settings.BASE_DIR / "templates" / "components")


def apps_page() -> str:
    """Who imports whom among the apps, and the models of each, as they are today."""
    edges = sorted(_imports(), key=lambda edge: (LAYERS.index(edge[0]), LAYERS.index(edge[1])))
    graph = "\n".join(f"    {upper} --> {lower}" for upper, lower in edges)
    models = "\n".join(f"| {label} | {', '.join(_models(label))} |" for label in APP_ORDER)
    return (
        f"{NOTE}# Apps\n\nAn arrow reads « imports ». All of them go down: "
        f"{' ← '.join(LAYERS)}.\n\n```mermaid\ngraph TD\n{graph}\n```\n\n"
        f"| app | models |\n|---|---|\n{models}\n"
    )


def states_page() -> str:
    """The state tables as diagrams."""
    parts = [
        ("Activity", activity_workflow.MOVES),
        ("Value", value_workflow.MOVES),
        ("Change of a validated value", value_workflow.REVISION_MOVES),
        ("Meeting", committee_workflow.MEETING_MOVES),
        ("Minutes", committee_workflow.MINUTES_MOVES),
        ("Decision", committee_workflow.DECISION_MOVES),
        ("Edition", edition_workflow.MOVES),
    ]
    pages = "\n\n".join(
        f"## {name}\n\n```mermaid\n{diagram(moves).strip()}\n```" for name, moves in parts
    )
    return f"{NOTE}# States\n\n{pages}\n"


def roles_page() -> str:
    """The table of roles."""
    return f"{NOTE}# Who may do what\n\n{selectors.roles_document()}"


def openapi() -> str:
    """The description of the API, in OpenAPI 3.1."""
    with translation.override("en"):
        return OpenApiYamlRenderer().render(_schema(), renderer_context={}).decode()


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a call may be asked with; `values` are those it knows, each with its words."""

    name: str
    text: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BodyField:
    """What is sent in the body of a call, in the words of JSON Schema.

    A field of the things in a list has the list's name before it: `attributions[].share`.
    """

    name: str
    kind: str
    text: str
    values: tuple[tuple[str, str], ...]
    is_required: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the API, for the page that people read."""

    method: str
    path: str
    text: str
    parameters: tuple[Parameter, ...]
    body: tuple[BodyField, ...]


def described() -> dict[str, list[Endpoint]]:
    """The calls of the API by subject, as its description has them."""
    sections: dict[str, list[Endpoint]] = {}
    with translation.override("en"):
        schema = _schema()
    for path, calls in schema["paths"].items():
        for method, call in calls.items():
            subject = call["tags"][0]
            sections.setdefault(subject, []).append(
                Endpoint(
                    method.upper(),
                    path,
                    call.get("description", ""),
                    tuple(_parameter(one) for one in call.get("parameters", ())),
                    tuple(_body(call, schema["components"]["schemas"])),
                )
            )
    return sections


def _parameter(described: dict[str, Any]) -> Parameter:
    """A parameter; the description lists known values as `* `code` - words`, one a line."""
    text = described.get("description", "")
    return Parameter(
        described["name"], text.partition("* `")[0].strip(), tuple(_KNOWN_VALUE.findall(text))
    )


def _body(call: dict[str, Any], schemas: Mapping[str, Any]) -> Iterator[BodyField]:
    """What the body of a call holds, field by field."""
    sent = call.get("requestBody", {}).get("content", {}).get("application/json")
    return _fields(sent["schema"], schemas, "") if sent else iter(())


def _fields(schema: dict[str, Any], schemas: Mapping[str, Any], stem: str) -> Iterator[BodyField]:
    whole = _resolved(schema, schemas)
    for name, part in whole.get("properties", {}).items():
        told = _resolved(part, schemas)
        one = _resolved(told.get("items", {}), schemas)
        described = told.get("description", "")
        yield BodyField(
            f"{stem}{name}",
            _kind(told, one),
            described.partition("* `")[0].strip(),
            tuple(_KNOWN_VALUE.findall(described)),
            name in whole.get("required", ()),
        )
        yield from _fields(one, schemas, f"{stem}{name}[].")


def _resolved(schema: dict[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what it points to; what it says itself goes before."""
    told: dict[str, Any] = {}
    for part in (*schema.get("allOf", ()), schema):
        told |= schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
    return told


def _kind(told: dict[str, Any], one: dict[str, Any]) -> str:
    """The type of a field and its limits."""
    types = told.get("type", "")
    words = [types if isinstance(types, str) else " | ".join(types)]
    if one:
        words = [f"array of {one.get('type', '')}"]
    limits = ("format", "minLength", "maxLength", "minimum", "maximum", "pattern", "default")
    words += [f"{name} {told[name]}" for name in limits if name in told]
    return " · ".join(words)


def _schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def _models(label: str) -> list[str]:
    models = apps.get_app_config(label).get_models()
    return sorted(model.__name__ for model in models if not model._meta.auto_created)


def _imports() -> set[tuple[str, str]]:
    found = set()
    for upper in LAYERS:
        for path in (settings.BASE_DIR / upper).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            found |= {(upper, lower) for lower in _imported(path) if lower != upper}
    return found


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
    return names & set(LAYERS)
