"""What the description of the API says of the bodies that programs send."""

import copy

import pytest
import yaml
from django.conf import settings

from config.documents import described

WRITES = ("post", "put", "patch")


@pytest.fixture(scope="module")
def schema():
    return yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text())


def lacking(schema):
    """Every writing call whose body, or a field of it, is not described."""
    return [
        f"{method.upper()} {path}: {what}"
        for path, calls in schema["paths"].items()
        for method, call in calls.items()
        if method in WRITES
        for what in _lacking_in(call, schema["components"]["schemas"])
    ]


def _lacking_in(call, schemas):
    content = call.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return ["no body"]
    return list(_without_a_type(content["application/json"]["schema"], schemas, "body"))


def _without_a_type(schema, schemas, name):
    """What says neither its type nor its values, nor for an object its fields."""
    for part in schema.get("allOf", ()):
        schema = part | {key: value for key, value in schema.items() if key != "allOf"}
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", ())
    if not kinds and "enum" not in schema:
        yield f"{name} has no type"
    if "object" in kinds and not schema.get("properties"):
        yield f"{name} has no fields"
    if "array" in kinds:
        yield from _without_a_type(schema.get("items", {}), schemas, f"{name}[]")
    for field, part in schema.get("properties", {}).items():
        yield from _without_a_type(part, schemas, f"{name}.{field}")


class TestBodies:
    def test_are_described_with_their_fields_and_types(self, schema):
        assert lacking(schema) == []

    def test_every_call_that_writes_is_looked_at(self, schema):
        writes = {
            (method, path)
            for path, calls in schema["paths"].items()
            for method in calls
            if method in WRITES
        }

        assert ("post", "/api/v1/activities/") in writes
        assert ("put", "/api/v1/activities/{uuid}/") in writes
        assert ("post", "/api/v1/editions/") in writes
        assert ("post", "/api/v1/decisions/{key}/follow-ups/") in writes

    def test_one_without_a_body_is_found(self, schema):
        broken = copy.deepcopy(schema)
        del broken["paths"]["/api/v1/editions/"]["post"]["requestBody"]

        assert lacking(broken) == ["POST /api/v1/editions/: no body"]

    def test_one_without_fields_or_types_is_found(self, schema):
        broken = copy.deepcopy(schema)
        parts = broken["components"]["schemas"]
        parts["FollowUpInputRequest"] = {"type": "object"}
        parts["AttributionRequest"]["properties"]["share"] = {}

        assert "POST /api/v1/decisions/{key}/follow-ups/: body has no fields" in lacking(broken)
        assert "POST /api/v1/activities/: body.attributions[].share has no type" in lacking(broken)


class TestPage:
    def test_lists_the_fields_of_a_body_with_their_limits(self):
        (call,) = [
            one
            for one in described()["decisions"]
            if (one.method, one.path) == ("POST", "/api/v1/decisions/{key}/follow-ups/")
        ]
        fields = {field.name: field for field in call.body}

        assert fields["text"].is_required
        assert fields["text"].kind == "string · minLength 1 · maxLength 2000"
        assert not fields["to"].is_required
        assert ("done", "done") in fields["to"].values

    def test_goes_down_into_lists(self):
        (call,) = [
            one
            for one in described()["activities"]
            if (one.method, one.path) == ("POST", "/api/v1/activities/")
        ]
        fields = {field.name: field for field in call.body}

        assert fields["attributions"].kind == "array of object"
        assert fields["attributions[].programme"].is_required
        assert "maximum 999999999" in fields["breakdown[].count"].kind

    def test_shows_them(self, client, db):
        page = client.get("/api/v1/docs/").content.decode()

        assert "<code>attributions[].share</code>" in page
        assert "array of string" in page
