"""What every endpoint of the API shares: errors, pages, names in three languages, versions."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from lib.concurrency import StaleVersion
from lib.workflow import WrongState

LANGUAGES = ("fr", "ar", "en")
PROBLEM_JSON = "application/problem+json"
_VERSION = re.compile(r"v([0-9]{1,9})")


class StablePagination(CursorPagination):
    """Pages that neither repeat nor skip a row when others are added meanwhile."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "pk"


class WholeSerializer(serializers.Serializer):
    """A part that is sent whole, also where only some of the record around it is sent."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            missing = {
                name: [field.error_messages["required"]]
                for name, field in self.fields.items()
                if field.required and name not in data
            }
            if missing:
                raise serializers.ValidationError(missing)
        return super().to_internal_value(data)


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy("Send If-Match with the ETag of the version you read.")
    default_code = "if_match_required"


class PreconditionFailed(exceptions.APIException):
    """Someone else saved meanwhile; both versions come with the answer."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = gettext_lazy(
        "Someone else saved this record meanwhile: compare both versions."
    )
    default_code = "stale_version"

    def __init__(self, stale: StaleVersion) -> None:
        super().__init__()
        self.versions = {"mine": stale.mine, "theirs": stale.theirs}


class KeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy("This Idempotency-Key was used for something else.")
    default_code = "idempotency_key_reused"


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "wrong_state"


@extend_schema_field(
    {"type": "object", "properties": {language: {"type": "string"} for language in LANGUAGES}}
)
class NamesField(serializers.Field):
    """A text in French, Arabic and English, as far as it is written in each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **{**kwargs, "source": "*"})

    def bind(self, field_name: str, parent: Any) -> None:
        self.name = field_name
        super().bind(field_name, parent)

    def to_representation(self, value: Any) -> dict[str, str]:
        return {language: getattr(value, f"{self.name}_{language}") or "" for language in LANGUAGES}


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "date": {"type": ["string", "null"], "format": "date"},
            "precision": {"type": "string", "enum": ["day", "month", "year", "unknown"]},
            "words": {"type": "string"},
        },
    }
)
class PartialDateField(serializers.Field):
    """A date with how much of it is known, and the words of the source."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {
            "date": value.on.isoformat() if value.on else None,
            "precision": str(value.precision),
            "words": value.words,
        }


@extend_schema_field(OpenApiTypes.STR)
class EtagField(serializers.Field):
    """The version of a record, to be sent back in If-Match."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, source="version", **kwargs)

    def to_representation(self, value: int) -> str:
        return etag(value)


def etag(version: int) -> str:
    return f'"v{version}"'


def version_sent(request: Request) -> int:
    """The version in If-Match; raises PreconditionRequired where it is missing or not ours."""
    sent = request.headers.get("If-Match", "").strip().strip('"')
    found = _VERSION.fullmatch(sent)
    if found is None:
        raise PreconditionRequired
    return int(found[1])


def problem_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as problem+json (RFC 9457): a sentence, a code, and errors by field."""
    if isinstance(exception, StaleVersion):
        exception = PreconditionFailed(exception)
    elif isinstance(exception, WrongState):
        exception = Conflict(str(exception))
    elif isinstance(exception, ValidationError):
        exception = exceptions.ValidationError(_by_field(exception))
    elif isinstance(exception, PermissionDenied) and str(exception):
        exception = exceptions.PermissionDenied(str(exception))
    elif isinstance(exception, Http404):
        exception = exceptions.NotFound()
    response = exception_handler(exception, context)
    if response is None:
        return None
    response.data = _problem(exception, response)
    response.content_type = PROBLEM_JSON
    return response


def problem(code: str, status: int, title: str) -> JsonResponse:
    """The same answer where no endpoint was reached, or where one failed."""
    return JsonResponse(
        {"type": "about:blank", "status": status, "code": code, "title": title},
        status=status,
        content_type=PROBLEM_JSON,
    )


def _problem(exception: Exception, response: Response) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": "about:blank",
        "status": response.status_code,
        "code": getattr(exception, "default_code", "error"),
    }
    if isinstance(exception, exceptions.ValidationError):
        return {
            **problem,
            "title": _("Some of what was sent cannot be accepted."),
            "errors": response.data,
        }
    problem["title"] = str(getattr(exception, "detail", exception))
    if isinstance(exception, PreconditionFailed):
        problem["versions"] = exception.versions
    return problem


def _by_field(error: ValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else {"record": error.messages}
