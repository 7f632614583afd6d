"""The child process that turns HTML into PDF; the only module that knows WeasyPrint.

It needs nothing of the portal: HTML comes in by a pipe, a PDF goes out by another. It lives on
from one report to the next (`reports.rendering.press` starts it, limits it and stops it), so
that fonts and style sheets are read once.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Mapping
from typing import IO, Any

from weasyprint import CSS, HTML
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ASSET = "asset:"
# Its length, then the message itself.
FRAME = struct.Struct(">Q")
# Tells that it is ready, that the PDF follows, or what went wrong.
READY, DONE, REFUSED, MEMORY, PAGES, FAILED = b"R", b"D", b"X", b"M", b"P", b"E"
MIME_TYPES = {".ttf": "font/ttf", ".woff2": "font/woff2"}
_PR_SET_PDEATHSIG = 1
_DETAIL = 4000
# Collections are rare while pages are laid out and thorough after: a third faster, no growth.
_GC_THRESHOLD = (100_000, 50, 100)

# WeasyPrint declares PDF/A; this adds PDF/UA, with the description that PDF/A asks for.
PDF_UA = b"""
  <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
    <pdfuaid:part>1</pdfuaid:part>
  </rdf:Description>
  <rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
      xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
      xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
    <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
      <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
        <pdfaProperty:name>part</pdfaProperty:name>
        <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
        <pdfaProperty:category>internal</pdfaProperty:category>
        <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
      </rdf:li></rdf:Seq></pdfaSchema:property>
    </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
"""


class TooManyPages(Exception):
    """The report is longer than an operator allows."""


class Assets(URLFetcher):
    """Hands out the fonts of the portal and nothing else: no file, no network, no data address."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__(allow_redirects=False, fail_on_errors=True)
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(ASSET)
        if not url.startswith(ASSET) or name not in self._files:
            self.refused.append(url[:200])
            raise ValueError("Not an asset of the report.")
        with open(self._files[name], "rb") as file:
            body = file.read()
        kind = MIME_TYPES[os.path.splitext(name)[1]]
        return URLFetcherResponse(url, body, {"Content-Type": kind})


class Typesetter:
    """Fonts and style sheets, kept from one report to the next."""

    def __init__(self, files: dict[str, str]) -> None:
        self._assets = Assets(files)
        self._fonts = FontConfiguration()
        self._sheets: dict[str, CSS] = {}

    def typeset(self, html: str, css: str, identifier: str, max_pages: int) -> tuple[bytes, int]:
        """The PDF, tagged, with its number of pages; the same words give the same bytes."""
        self._assets.refused.clear()
        source = HTML(string=html, base_url=None, url_fetcher=self._assets)
        try:
            document = source.render(
                font_config=self._fonts, stylesheets=[self._sheet(css)], pdf_variant="pdf/a-3a"
            )
            if len(document.pages) > max_pages:
                raise TooManyPages(str(len(document.pages)))
            _declare_pdf_ua(document.metadata)
            pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier.encode())
        except FatalURLFetchingError as error:
            raise PermissionError(", ".join(self._assets.refused)) from error
        # Pictures inside drawings are asked for late, and their refusal is passed over.
        if self._assets.refused:
            raise PermissionError(", ".join(self._assets.refused))
        return pdf, len(document.pages)

    def _sheet(self, css: str) -> CSS:
        if css not in self._sheets:
            self._sheets.clear()
            self._sheets[css] = CSS(string=css, font_config=self._fonts, url_fetcher=self._assets)
        return self._sheets[css]


def _declare_pdf_ua(metadata: DocumentMetadata) -> None:
    generate = metadata.generate_rdf_metadata

    def with_pdf_ua(*arguments: Any) -> bytes:
        return generate(*arguments).replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_pdf_ua


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """The next message, or None where the other side has gone."""
    head = pipe.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    (length,) = FRAME.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None


def write_frame(pipe: IO[bytes], *parts: bytes) -> None:
    pipe.write(FRAME.pack(sum(len(part) for part in parts)))
    for part in parts:
        pipe.write(part)
    pipe.flush()


def main(memory_mb: int, parent: int, files: dict[str, str]) -> int:
    """Answer requests until the other side closes its end."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return 1
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    gc.set_threshold(*_GC_THRESHOLD)
    # The answer has a channel of its own: whatever a library prints must not end up in it.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    typesetter = Typesetter(files)
    write_frame(answer, READY)
    while (request := read_frame(sys.stdin.buffer)) is not None:
        write_frame(answer, *_answer(typesetter, request))
        # WeasyPrint leaves about 10 MB of cycles behind each report.
        gc.collect()
    return 0


def _answer(typesetter: Typesetter, request: bytes) -> tuple[bytes, ...]:
    try:
        pdf, pages = typesetter.typeset(**json.loads(request))
    except MemoryError as error:
        error.__traceback__ = None
        gc.collect()
        return (MEMORY,)
    except TooManyPages as error:
        return PAGES, str(error).encode()
    except PermissionError as error:
        return REFUSED, str(error).encode()[-_DETAIL:]
    # Whatever happens in here, the parent is told.
    except BaseException as error:
        text = "".join(traceback.format_exception(error))
        error.__traceback__ = None
        return FAILED, text[-_DETAIL:].encode(errors="replace")
    return DONE, FRAME.pack(pages), pdf


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])))
