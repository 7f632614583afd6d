"""Text as people type it: what is kept, and how it is searched."""

import re
import unicodedata

# Controls that no text needs (tab and newline are kept), and the marks that
# reorder what a reader sees: with them "exe.pdf" can be shown for "fdp.exe".
# U+200E, U+200F, U+200C and U+200D stay: Arabic and Persian writing needs them.
_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\ufeff"
    "\ud800-\udfff"
    "\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
_NEWLINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
_NOT_ONE_LINE = re.compile("[\n\t]+")

# Letters that Unicode does not take apart, as people type them without accents.
_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ء": "",
        "ـ": "",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "ʼ": " ",
    }
)


def clean(text: str) -> str:
    """The text composed (NFC), with one kind of newline, without controls or reordering marks."""
    text = _NEWLINES.sub("\n", text)
    text = _UNWANTED.sub("", text)
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """The text cleaned, on one line, without blanks around it.

    Text made only of invisible characters is empty.
    """
    text = _NOT_ONE_LINE.sub(" ", clean(text)).strip()
    return text if has_ink(text) else ""


def has_ink(text: str) -> bool:
    """Whether anything in the text can be seen."""
    return any(not char.isspace() and unicodedata.category(char) != "Cf" for char in text)


def fold(text: str) -> str:
    """The text as the search compares it.

    Case, accents, punctuation, Arabic diacritics, letter variants and digits no longer differ.
    """
    # Casefolding can make letters that decompose again (and the other way round).
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean(text)).casefold())
    text = "".join(_folded(char) for char in text.translate(_LETTERS))
    return " ".join(text.split())


def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category[0] in "PSZC":
        return " "
    return char
