"""Files out of private storage, handed to one person, to save."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _


def stored_file(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """The file, to save; no browser may run or show anything of it."""
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404(_("This file is no longer in the storage.")) from None
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
