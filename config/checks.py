"""System checks that hold the rules of this codebase (CONTRIBUTING.md)."""

from django.apps import apps
from django.core.checks import Error, Tags, register

# An app may know the apps before it, never the ones after.
APP_ORDER = ["regions", "actors", "programmes", "indicators", "reports"]


@register(Tags.models)
def relations_point_downward(app_configs, **kwargs):
    """Refuse a foreign key from a lower app to a higher one; import-linter cannot see it."""
    rank = {label: place for place, label in enumerate(APP_ORDER)}
    return [
        Error(
            f"{model._meta.label}.{field.name} points up, to {field.related_model._meta.label}.",
            hint="Declare the relation on the higher app's model.",
            obj=model,
            id="house.E001",
        )
        for model in apps.get_models()
        if model._meta.app_label in rank
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if rank.get(field.related_model._meta.app_label, -1) > rank[model._meta.app_label]
    ]


@register(Tags.models)
def models_have_no_implicit_order(app_configs, **kwargs):
    """Refuse Meta.ordering in our apps: the page's queryset orders, so that one reads it there."""
    return [
        Error(
            f"{model._meta.label} sets Meta.ordering.",
            hint="Order in a queryset method that the page calls.",
            obj=model,
            id="house.E002",
        )
        for model in apps.get_models()
        if model._meta.app_label in APP_ORDER and model._meta.ordering
    ]
