"""Files on their way in: what is far too large is never stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from lib.files import display_name

# Up to here the rest of a request is read and thrown away, so that the browser gets a page with
# what was typed; beyond it the connection is cut.
PATIENCE = 10


class CappedUploadHandler(FileUploadHandler):
    """Drops a file as soon as it passes EVIDENCE_MAX_BYTES; comes before the storing handlers."""

    chunk_size = 64 * 1024

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        limit = settings.EVIDENCE_MAX_BYTES
        self.is_hopeless = content_length > PATIENCE * limit

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES:
            refused = getattr(self.request, "refused_uploads", [])
            names = [*refused, display_name(self.file_name or "")]
            setattr(self.request, "refused_uploads", names)  # noqa: B010  the request is Django's
            if self.is_hopeless:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def refused_uploads(request: HttpRequest) -> Sequence[str]:
    """Names of the files dropped for their size, once the form of the request has been read."""
    return getattr(request, "refused_uploads", [])
