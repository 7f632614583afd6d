"""The fonts of a PDF: Debian's Noto where it is installed, else the web fonts that set-up took."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Their Arabic can be copied and searched exactly; that of most web fonts cannot.
NOTO = Path("/usr/share/fonts/truetype/noto")


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a family."""

    family: str
    weight: int
    file: str
    subset: str = ""


@dataclass(frozen=True, slots=True)
class Fonts:
    """What stands in the style sheet, and where its files lie."""

    folder: Path
    latin: str
    arabic: str
    faces: tuple[Face, ...]


def _fonts() -> Fonts:
    noto = Fonts(
        NOTO,
        "Noto Sans",
        "Noto Naskh Arabic",
        (
            Face("Noto Sans", 400, "NotoSans-Regular.ttf"),
            Face("Noto Sans", 700, "NotoSans-Bold.ttf"),
            Face("Noto Naskh Arabic", 400, "NotoNaskhArabic-Regular.ttf"),
            Face("Noto Naskh Arabic", 700, "NotoNaskhArabic-Bold.ttf"),
        ),
    )
    if all((NOTO / face.file).is_file() for face in noto.faces):
        return noto
    web = Fonts(
        settings.VENDOR_DIR / "fonts",
        "IBM Plex Sans",
        "Amiri",
        (
            Face("IBM Plex Sans", 400, "ibm-plex-sans-latin-400.woff2", "latin"),
            Face("IBM Plex Sans", 400, "ibm-plex-sans-latin-ext-400.woff2", "latin-ext"),
            Face("IBM Plex Sans", 700, "ibm-plex-sans-latin-600.woff2", "latin"),
            Face("IBM Plex Sans", 700, "ibm-plex-sans-latin-ext-600.woff2", "latin-ext"),
            Face("Amiri", 400, "amiri-arabic-400.woff2"),
            Face("Amiri", 700, "amiri-arabic-700.woff2"),
        ),
    )
    missing = [face.file for face in web.faces if not (web.folder / face.file).is_file()]
    if missing:
        raise ImproperlyConfigured(
            f"No fonts for reports: neither fonts-noto-core (apt) nor {missing[0]} (make setup)."
        )
    return web


def font_files() -> list[Path]:
    """The files that a report may ask for."""
    fonts = _fonts()
    return [fonts.folder / face.file for face in fonts.faces]


_RANGES = {
    "": "",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB",
}


def font_css(language: str) -> str:
    """The rules that name the fonts, and the families in the order of a language."""
    fonts = _fonts()
    rules = []
    for face in fonts.faces:
        ranges = f"unicode-range:{_RANGES[face.subset]};" if face.subset else ""
        rules.append(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};{ranges}'
            f"src:url(asset:{face.file})}}"
        )
    first, second = (fonts.arabic, fonts.latin) if language == "ar" else (fonts.latin, fonts.arabic)
    families = f'"{first}","{second}",sans-serif'
    return "\n".join(
        [*rules, f"html,body{{font-family:{families}}}", f"@page{{font-family:{families}}}"]
    )
