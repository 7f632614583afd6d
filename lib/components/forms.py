"""Forms: a field with its label, hint and error; the list of errors; filters; pages."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lib.components.library import check, draw, register
from lib.pages import PAGE_KEY, Page

WIDTHS = ("normal", "short", "wide")
# What a reader sees as one choice among several: chips under a legend.
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, CHOICES):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.MultiWidget):
        return "several"
    return "single"


def _own_attributes(widget: forms.Widget) -> dict[str, str | bool]:
    """Text that people type takes the direction of its first letter."""
    typed = (forms.TextInput, forms.Textarea)
    codes = (forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput)
    if "dir" in widget.attrs or "inputmode" in widget.attrs:
        return {}
    if isinstance(widget, codes):
        return {"dir": "ltr"}
    return {"dir": "auto"} if isinstance(widget, typed) else {}


@register.simple_tag
def field(bound: Any, width: str = "normal", label: Any = "", hint: Any = "") -> str:
    """One field of a form, whatever its widget."""
    if not isinstance(bound, BoundField):
        raise TemplateSyntaxError(f"field: a field of a form is needed, not {bound!r}")
    check("field", "width", width, WIDTHS)
    if bound.is_hidden:
        return bound.as_hidden()
    widget = bound.field.widget
    shape = _shape(widget)
    return draw(
        "field",
        {
            "field": bound,
            "shape": shape,
            "control": "" if shape == "choices" else bound.as_widget(attrs=_own_attributes(widget)),
            "width": width,
            "label": label or bound.label,
            "hint": hint or bound.help_text,
            "is_optional": not bound.field.required and shape != "check",
        },
    )


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a widget, in their order. All at once: every field has half a dozen."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in attrs.items()
            if value is not False
        ),
    )


@register.simple_tag
def error_summary(*forms_shown: Any) -> str:
    """What is wrong with the forms of this page, each error a link to its field."""
    problems = []
    for form in forms_shown:
        if not isinstance(form, forms.BaseForm):
            raise TemplateSyntaxError(f"error_summary: a form is needed, not {form!r}")
        problems += [{"text": text, "target": ""} for text in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                problems += [
                    {
                        "text": text,
                        "target": bound.id_for_label or bound.auto_id,
                        "label": bound.label,
                    }
                    for text in bound.errors
                ]
    return draw("error_summary", {"problems": problems}) if problems else ""


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: SafeString, form: Any, target: str = "results", opened: bool = True
) -> str:
    """A form whose address is the state of a list; the list is swapped while one chooses."""
    if not isinstance(form, forms.BaseForm):
        raise TemplateSyntaxError(f"filters: a form is needed, not {form!r}")
    request = context["request"]
    return draw(
        "filters",
        {
            "form": form,
            "content": content,
            "target": target,
            "opened": opened,
            "path": request.path,
            "is_filtered": _is_filtered(request),
        },
    )


@register.simple_tag(takes_context=True)
def result_count(context: Context, text: Any) -> str:
    """How many there are, in words, and the way back to all of them."""
    request = context["request"]
    return draw(
        "result_count",
        {"text": text, "path": request.path, "is_filtered": _is_filtered(request)},
    )


def _is_filtered(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name not in {PAGE_KEY, "order"})


@register.simple_tag
def pagination(page: Any, target: str = "") -> str:
    """The pages of a list; nothing where there is only one. `target` swaps by htmx."""
    if not isinstance(page, Page):
        raise TemplateSyntaxError(f"pagination: a lib.pages.Page is needed, not {page!r}")
    return "" if page.is_only else draw("pagination", {"page": page, "target": target})
