"""Model fields clean text whichever way it comes in."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Upper
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy

from lib.fields import CodeField, FoldedField, LineField, ProseField
from lib.forms import LineFormField, ProseFormField

with isolate_apps("lib"):

    class Note(models.Model):
        code = CodeField(blank=True)
        title = LineField(max_length=20)
        body = ProseField(blank=True)
        title_ar = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001  as modeltranslation makes them
        search = FoldedField(sources=["title", "title_ar", "nowhere"])

        class Meta:
            app_label = "lib"


@pytest.fixture
def table(db):
    """A table for Note, for the length of one test."""
    columns = "code varchar(40), title varchar(20), body text, title_ar varchar(20), search text"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE lib_note (id integer PRIMARY KEY, {columns})")


def saved(**values):
    Note(pk=1, **values).save(force_insert=True)
    return Note._base_manager.get(pk=1)


@pytest.mark.usefixtures("table")
class TestSaving:
    def test_text_is_cleaned_on_the_row_and_in_memory(self):
        note = Note(pk=1, title=" a\u202e\r\nb ", body="x\r\ny\x00")
        note.save(force_insert=True)
        assert (note.title, note.body) == ("a b", "x\ny")
        assert Note._base_manager.get(title="a b", body="x\ny")

    def test_an_update_cleans_too(self):
        saved(title="a")
        Note._base_manager.update(title="b\u202e\n", body="c\x00")
        assert Note._base_manager.values_list("title", "body").get() == ("b", "c")

    def test_a_search_for_unclean_text_finds_the_clean(self):
        saved(title="a b")
        assert Note._base_manager.filter(title="a\nb").exists()

    def test_expressions_and_lazy_text_are_left_to_the_database(self):
        note = saved(title="abc", body=gettext_lazy("Monday"))
        note.title = Upper(F("title"))
        note.body = Value("z")
        note.save()
        assert Note._base_manager.values_list("title", "body").get() == ("ABC", "z")

    def test_the_folded_form_follows_its_sources(self):
        note = saved(title="Été à Fès", title_ar="إدارة")
        assert note.search == "ete a fes اداره"
        note.title_ar = None
        note.save()
        assert Note._base_manager.get(search="ete a fes")

    def test_rows_made_in_bulk_are_folded(self):
        Note._base_manager.bulk_create([Note(pk=1, title="É"), Note(pk=2, title="Î")])
        folded = Note._base_manager.order_by("pk").values_list("search", flat=True)
        assert list(folded) == ["e", "i"]


def test_validation_measures_the_cleaned_text():
    note = Note(title="\u202e" * 30 + "a", code="PRIM")
    note.clean_fields(exclude=["id"])
    assert note.title == "a"


def test_a_required_title_made_of_nothing_visible_is_refused():
    with pytest.raises(ValidationError) as refused:
        Note(title="\u200f \u202e").clean_fields(exclude=["id"])
    assert set(refused.value.message_dict) == {"title"}


@pytest.mark.parametrize("code", ["MA.09.163.01.05", "PRIM", "OIM-PNUD", "a_1"])
def test_codes_are_plain(code):
    Note(title="a", code=code).clean_fields(exclude=["id"])


@pytest.mark.parametrize("code", ["é", "A B", "-A", "A/B", "٧"])
def test_codes_have_no_blanks_or_accents(code):
    with pytest.raises(ValidationError, match="A code is made of"):
        Note(title="a", code=code).clean_fields(exclude=["id"])


def test_forms_get_the_same_fields():
    title = Note._meta.get_field("title").formfield()
    assert isinstance(title, LineFormField)
    with pytest.raises(ValidationError, match="at most 20 fit"):
        title.clean("a" * 21)
    assert isinstance(Note._meta.get_field("body").formfield(), ProseFormField)


def test_choices_stay_a_list_to_choose_from():
    field = LineField(max_length=5, choices=[("a", "A"), ("b", "B")])
    assert field.formfield().clean("a") == "a"
    with pytest.raises(ValidationError):
        field.formfield().clean("c")


@pytest.mark.parametrize("name", ["code", "title", "body", "search"])
def test_a_migration_makes_the_same_field_again(name):
    field = Note._meta.get_field(name)
    _name, path, args, kwargs = field.deconstruct()
    again = type(field)(*args, **kwargs)
    assert path == f"lib.fields.{type(field).__name__}"
    assert again.deconstruct()[1:] == field.deconstruct()[1:]
    assert again.editable == field.editable
    assert again.get_default() == field.get_default()


def test_a_folded_field_without_sources_is_a_mistake():
    field = FoldedField()
    field.set_attributes_from_name("search")
    field.model = Note
    assert "lib.E001" in [error.id for error in field.check()]
    assert Note._meta.get_field("search").check() == []
