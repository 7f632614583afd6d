"""Where component tags register, and how they refuse a wrong argument."""

from collections.abc import Collection
from typing import Any

from django.template import Library, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = Library()


def check(tag: str, argument: str, value: Any, allowed: Collection[Any]) -> None:
    """Refuse a value that the component does not know."""
    if value not in allowed:
        expected = ", ".join(repr(choice) for choice in allowed)
        raise TemplateSyntaxError(
            f"{tag}: unknown {argument} {value!r}, expected one of {expected}"
        )


def need(tag: str, **arguments: Any) -> None:
    """Refuse an argument that is empty although the component cannot do without it."""
    for name, value in arguments.items():
        if value is None or value == "":
            raise TemplateSyntaxError(f"{tag}: {name} is required")


def pairs(tag: str, arguments: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """(label, address) couples out of the arguments of a tag."""
    if len(arguments) % 2:
        raise TemplateSyntaxError(f"{tag}: arguments come in couples, a label then its address")
    return list(zip(arguments[::2], arguments[1::2], strict=True))


def draw(name: str, context: dict[str, Any]) -> SafeString:
    """The markup of a component."""
    return render_to_string(f"components/{name}.html", context)


def trimmed(content: SafeString) -> SafeString:
    """The markup of a block without the blanks around it; empty when there is nothing else."""
    return mark_safe(content.strip())
