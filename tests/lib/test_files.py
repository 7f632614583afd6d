"""What is accepted of the files that people send."""

import io
import zipfile
from contextlib import suppress

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from lib.files import Kind, UnsafeFile, check_upload, check_zip, display_name, sniff, strip_image
from lib.processes import call_limited
from lib.tables import Sheet, write_xlsx
from tests.lib import children


def image(kind="JPEG", size=(40, 20), colour="red", mode="RGB", **options):
    content = io.BytesIO()
    Image.new(mode, size, colour).save(content, kind, **options)
    return content.getvalue()


def pdf(**options):
    content = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(content, **options)
    return content.getvalue()


def archive(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return content.getvalue()


def docx(**more):
    return archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"} | more)


CONTENTS = {
    Kind.PNG: image("PNG"),
    Kind.JPEG: image(),
    Kind.PDF: pdf(),
    Kind.DOCX: docx(),
    Kind.XLSX: write_xlsx([Sheet("a", ["b"], [[1]])]),
}


def refusal(content, name="x.pdf", **options):
    with pytest.raises(UnsafeFile) as refused:
        check_upload(io.BytesIO(content), name=name, **options)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("kind", Kind)
def test_a_file_is_known_by_its_content(kind):
    file = SimpleUploadedFile("whatever", CONTENTS[kind])
    assert sniff(file) is kind
    assert file.tell() == 0
    assert check_upload(file, name=f"Été{kind.extension.upper()}") is kind
    assert file.read() == CONTENTS[kind]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["x.exe", "x", "x.html", "x.svg"])
def test_a_file_is_what_its_name_says(kind, name):
    assert refusal(CONTENTS[kind], name) == "misnamed"


def test_a_reordered_name_does_not_deceive():
    assert refusal(CONTENTS[Kind.PDF], "facture\u202efdp.exe") == "misnamed"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 but nothing more", "broken"),
        (CONTENTS[Kind.PNG][:40], "broken"),
        (CONTENTS[Kind.JPEG][: len(CONTENTS[Kind.JPEG]) // 2], "broken"),
        (CONTENTS[Kind.DOCX][:-30], "broken"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"MZ\x90\x00" * 50, "unknown"),
        (image("GIF", mode="P", colour=1), "unknown"),
        (archive(readme="hello"), "unknown"),
        (docx(**{"xl/workbook.xml": "<w/>"}), "unknown"),
        (docx(**{"word/vbaProject.bin": "x"}), "macros"),
        (docx(**{"../../etc/cron": "x"}), "broken"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "protected"),
        (docx(**{"word/big.xml": b"\0" * 5_000_000}), "bomb"),
        (b"PK\x03\x04" + b"\0" * 100, "broken"),
    ],
)
def test_unsafe_content_is_refused(content, code):
    assert refusal(content) == code


def test_an_archive_of_very_many_parts_is_refused():
    many = archive(**{f"part{number}": "x" for number in range(2001)})
    with pytest.raises(UnsafeFile) as refused:
        check_zip(io.BytesIO(many))
    assert refused.value.code == "bomb"


def test_limits_are_the_callers():
    assert refusal(CONTENTS[Kind.PNG], "x.png", max_bytes=10) == "too_large"
    assert refusal(CONTENTS[Kind.PNG], "x.png", allowed=[Kind.PDF]) == "not_allowed"


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked():
    huge = image("PNG", size=(10_000, 6_000), mode="1", colour=0)
    assert len(huge) < 100_000
    assert refusal(huge, "x.png") == "too_many_pixels"


@given(st.binary(max_size=200), st.sampled_from(Kind))
def test_damaged_files_are_refused_and_nothing_else_happens(noise, kind):
    content = CONTENTS[kind]
    middle = len(content) // 2
    damaged = content[:middle] + noise + content[middle + len(noise) :]
    with suppress(UnsafeFile):
        assert sniff(io.BytesIO(damaged)) is kind


def with_secrets():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return image(exif=exif.tobytes(), comment=b"SecretComment", icc_profile=b"SecretProfile")


def test_a_photograph_keeps_its_pixels_only():
    photograph = with_secrets()
    assert b"Secret" in photograph
    stripped = strip_image(io.BytesIO(photograph))
    assert b"Secret" not in stripped
    with Image.open(io.BytesIO(stripped)) as kept:
        assert kept.format == "JPEG"
        assert kept.size == (20, 40)
        assert not kept.getexif()


def test_the_text_inside_a_png_is_removed_and_what_is_see_through_stays():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SecretAuthor")
    content = image("PNG", mode="RGBA", colour=(255, 0, 0, 0), pnginfo=text)
    assert b"SecretAuthor" in content
    stripped = strip_image(io.BytesIO(content))
    assert b"SecretAuthor" not in stripped
    with Image.open(io.BytesIO(stripped)) as kept:
        assert kept.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("mode", "colour", "kind"),
    [("CMYK", 0, "JPEG"), ("L", 0, "JPEG"), ("P", 1, "PNG"), ("1", 0, "PNG"), ("I;16", 0, "PNG")],
)
def test_every_kind_of_pixel_can_be_kept(mode, colour, kind):
    stripped = strip_image(io.BytesIO(image(kind, mode=mode, colour=colour)))
    assert sniff(io.BytesIO(stripped)).name == kind


def test_a_large_image_becomes_smaller():
    stripped = strip_image(io.BytesIO(image(size=(4000, 1000))))
    with Image.open(io.BytesIO(stripped)) as kept:
        assert kept.size == (1600, 400)


def test_a_photograph_is_not_unpacked_in_full():
    photograph = image(size=(8000, 6000))
    limited = call_limited(children.strip, [photograph], memory_mb=300, seconds=120)
    with Image.open(io.BytesIO(limited)) as kept:
        assert kept.size == (1600, 1200)


def test_only_images_are_stripped():
    with pytest.raises(UnsafeFile):
        strip_image(io.BytesIO(CONTENTS[Kind.PDF]))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Liste de présence.pdf", "Liste de présence.pdf"),
        ("لائحة الحضور.pdf", "لائحة الحضور.pdf"),
        ("C:\\Users\\x\\plan.docx", "plan.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('a"b<c>;.pdf', "a_b_c__.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        ("plan.\U0001342f", "plan"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_fit_to_show(name, shown):
    assert display_name(name) == shown


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_any_name_is_made_fit_to_show(name):
    shown = display_name(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set('/\\\r\n"<>\x00\u202e')
    assert not shown.startswith(".")
    assert display_name(shown) == shown
