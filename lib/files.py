"""Files that people send: what they are by content, and which are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO

import pikepdf
import puremagic
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import TextChoices
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from lib import formats
from lib.text import clean_line

MEGABYTE = 1_000_000


class Kind(TextChoices):
    """The kinds of file that are told apart."""

    PNG = "png", _("PNG image")
    JPEG = "jpeg", _("JPEG image")
    PDF = "pdf", _("PDF document")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")

    @property
    def mime_type(self) -> str:
        return _MIME_TYPES[self]

    @property
    def extension(self) -> str:
        """The usual end of a file name, with its dot."""
        return _EXTENSIONS[self][0]

    @property
    def is_image(self) -> bool:
        return self in IMAGES


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MIME_TYPES = {
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}
_EXTENSIONS = {
    Kind.PNG: (".png",),
    Kind.JPEG: (".jpg", ".jpeg", ".jfif"),
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx",),
    Kind.XLSX: (".xlsx",),
}
# They change how Persian and other letters join, so they belong to a name.
_JOINERS = "\u200c\u200d"
IMAGES = frozenset({Kind.PNG, Kind.JPEG})
# The part that an Office file cannot be without.
_MAIN_PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}


class UnsafeFile(Exception):
    """The file is refused. `code` names the reason; its text is the sentence for the person."""

    def __init__(self, code: str, reason: str | Promise) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


def check_upload(
    file: BinaryIO,
    *,
    name: str,
    allowed: Collection[Kind] = frozenset(Kind),
    max_bytes: int = 10 * MEGABYTE,
) -> Kind:
    """The kind of a file that may be kept.

    Raises UnsafeFile: too large, empty, of no kind allowed, or not what its name says.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnsafeFile("empty", _("This file is empty. Choose another one."))
    if size > max_bytes:
        sizes = {"size": formats.file_size(size), "limit": formats.file_size(max_bytes)}
        raise UnsafeFile(
            "too_large", _("This file is too large (%(size)s): at most %(limit)s.") % sizes
        )
    kind = sniff(file)
    if kind not in allowed:
        kinds = formats.join_words(one.label for one in Kind if one in allowed)
        raise UnsafeFile(
            "not_allowed",
            _("Files of this kind are not accepted here. Choose one of: %(kinds)s.")
            % {"kinds": kinds},
        )
    if PurePath(display_name(name)).suffix.lower() not in _EXTENSIONS[kind]:
        raise UnsafeFile(
            "misnamed",
            _(
                "This file is not what its name says: it is a %(kind)s. "
                "Save it again as %(extension)s."
            )
            % {"kind": kind.label, "extension": kind.extension},
        )
    return kind


def sniff(file: BinaryIO) -> Kind:
    """The kind of a file by its content, after opening it; UnsafeFile if it is none or broken.

    Leaves the file at its beginning. Opening costs time and memory: look at the size first.
    """
    kind = _guess(file)
    if kind in IMAGES:
        _load_image(file, kind, _ENOUGH_TO_JUDGE)
    elif kind is Kind.PDF:
        _check_pdf(file)
    else:
        kind = _office_kind(file)
    file.seek(0)
    return kind


def strip_image(file: BinaryIO, *, longest_side: int = 1600) -> bytes:
    """The image in its own format, upright, no side longer than given, without any metadata.

    Photographs tell where and by whom they were taken; nothing but the pixels is kept.
    """
    kind = _guess(file)
    if kind not in IMAGES:
        raise UnsafeFile("not_image", _("This file is not an image."))
    image = _load_image(file, kind, longest_side)
    file.seek(0)
    ImageOps.exif_transpose(image, in_place=True)
    see_through = kind is Kind.PNG and image.has_transparency_data
    mode = "RGBA" if see_through else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    image.thumbnail((longest_side, longest_side))
    bare = Image.new(mode, image.size)
    bare.paste(image)
    stripped = io.BytesIO()
    bare.save(stripped, kind.name, optimize=True, **({} if kind is Kind.PNG else {"quality": 85}))
    return stripped.getvalue()


def check_zip(
    file: BinaryIO,
    *,
    max_entries: int = 2000,
    max_inflated: int = 60 * MEGABYTE,
    max_ratio: int = 100,
) -> list[str]:
    """The names in a zip archive, or UnsafeFile if its directory announces more than we unpack.

    Reads the directory only, so that a small file that inflates to gigabytes costs nothing.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    # A damaged directory fails in many ways, none of which matters here.
    except Exception as error:
        raise _broken() from error
    finally:
        file.seek(0)
    inflated = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > max_entries
        or inflated > max_inflated
        or inflated > max_ratio * max(packed, 1)
    ):
        raise UnsafeFile(
            "bomb",
            _("This file unpacks to far more than it should. Save it again in a simpler form."),
        )
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnsafeFile(
            "protected", _("This file is protected by a password. Send it without one.")
        )
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise _broken()
    return names


def display_name(name: str, longest: int = 120) -> str:
    """A file name fit to show and to offer for download: one line, no folder, its ending kept."""
    name = "".join(char for char in clean_line(name) if char.isprintable() or char in _JOINERS)
    name = re.sub(r'[<>:"|?*;%]', "_", re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    ending = f".{ending[:10]}".rstrip(". ") if dot else ""
    return (stem[: longest - len(ending)].strip(". ") or "file") + ending


@contextmanager
def stored(file: FieldFile, *, name: str, data: bytes) -> Iterator[None]:
    """Put bytes into storage around the writing of their row: if that fails, the file goes too."""
    file.save(name, ContentFile(data), save=False)
    try:
        yield
    except Exception:
        file.storage.delete(str(file))
        raise


def drop_on_commit(file: FieldFile) -> None:
    """Delete a stored file once the transaction that gives it up is certain."""
    storage, name = file.storage, str(file)
    transaction.on_commit(lambda: storage.delete(name))


def _guess(file: BinaryIO) -> Kind:
    file.seek(0)
    try:
        found = puremagic.magic_stream(io.BytesIO(file.read(4096)))
    except (puremagic.PureError, ValueError):
        found = []
    file.seek(0)
    endings = {match.extension.lower() for match in found}
    for kind in (Kind.PNG, Kind.JPEG, Kind.PDF, Kind.DOCX):
        if endings & set(_EXTENSIONS[kind]):
            return kind
    raise _unknown()


_MAX_PIXELS = 50_000_000
_ENOUGH_TO_JUDGE = 100


def _load_image(file: BinaryIO, kind: Kind, needed_side: int) -> Image.Image:
    file.seek(0)
    try:
        # Only this one decoder is tried: the other formats of Pillow stay closed to strangers.
        image = Image.open(file, formats=[kind.name])
        if image.width * image.height <= _MAX_PIXELS:
            # A photograph of 50 million points is read through, but unpacked no larger than needed.
            image.draft(None, (needed_side, needed_side))
            image.load()
            return image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    # Decoders fail in many ways on damaged or hostile data, none of which matters here.
    except Exception as error:
        raise _broken() from error
    raise UnsafeFile(
        "too_many_pixels", _("This image has too many pixels. Save it in a smaller size.")
    )


def _check_pdf(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with pikepdf.open(io.BytesIO(file.read())) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise UnsafeFile(
            "protected", _("This file is protected by a password. Send it without one.")
        ) from error
    except Exception as error:
        raise _broken() from error
    if not pages:
        raise _broken()


def _office_kind(file: BinaryIO) -> Kind:
    names = set(check_zip(file))
    kinds = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise _unknown()
    if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
        raise UnsafeFile(
            "macros", _("This file contains macros. Save it without them (.docx or .xlsx).")
        )
    return kinds[0]


def _broken() -> UnsafeFile:
    return UnsafeFile(
        "broken", _("This file is damaged and cannot be opened. Save it again and retry.")
    )


def _unknown() -> UnsafeFile:
    return UnsafeFile(
        "unknown",
        _("This kind of file is not known here. Send a PDF, an image, or a Word or Excel file."),
    )
