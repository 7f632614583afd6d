"""Files on their way in: what is far too large is never stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from lib.files import Kind, check_upload, display_name, strip_image

# Up to here the rest of a request is read and thrown away, so that the browser gets a page with
# what was typed; beyond it the connection is cut.
PATIENCE = 10
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that was opened, found to be what it says, and rid of what it should not tell."""

    name: str
    kind: Kind
    data: bytes

    @property
    def content_type(self) -> str:
        return self.kind.mime_type

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def prepare(file: BinaryIO, *, name: str) -> PreparedFile:
    """Look into a file that someone sends; raises lib.files.UnsafeFile with the sentence."""
    kind = check_upload(file, name=name, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if kind.is_image:
        data = strip_image(file)
    else:
        file.seek(0)
        data = file.read()
    return PreparedFile(name=display_name(name, longest=NAME_LENGTH), kind=kind, data=data)


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
