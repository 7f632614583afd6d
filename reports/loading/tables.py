"""Creates records from nested data, once each.

A table says which list of a file becomes which model, what tells a record from its siblings, and
which lists inside it become records in turn. What was loaded before is known by its key and left
alone, whatever became of it since.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from actors.models import Committee, Facility, Meeting, OfficeHolder, Organisation
from indicators.models import Indicator
from programmes.models import ActivityKind, Programme
from regions.models import Place, Plan, PlanItem, Source
from reports.loading.files import flat

# How the data files name a record: by these lookups, parted by "|" where there are several.
NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {
    ActivityKind: ("code",),
    Committee: ("slug",),
    Facility: ("slug",),
    Indicator: ("code",),
    Meeting: ("committee__slug", "number"),
    OfficeHolder: ("full_name", "source__code"),
    Organisation: ("slug",),
    Place: ("code",),
    Plan: ("code",),
    PlanItem: ("plan__code", "kind", "position"),
    Programme: ("slug",),
    Source: ("code",),
}


@dataclass(frozen=True)
class Table:
    """One list of a data file.

    `key` names what tells a record from its siblings; without one it is the record's rank.
    `parent` is the foreign key to the record that the list stands in. `fixed` are columns that the
    file does not give.
    """

    list: str
    model: type[models.Model]
    key: tuple[str, ...] = ()
    parent: str = ""
    fixed: dict[str, Any] = field(default_factory=dict)
    children: tuple["Table", ...] = ()


class Loader:
    """Creates what is missing of some tables.

    `known` are the records loaded before, as key and primary key; `created` those of this time.
    """

    def __init__(self, known: dict[str, int]):
        self.known = known
        self.created: dict[str, models.Model] = {}
        self._named: dict[tuple[type[models.Model], str], models.Model] = {}

    def load(self, table: Table, records: list[dict[str, Any]]) -> None:
        for rank, record in enumerate(records, start=1):
            self._bring(table, record, rank=rank, above="", inside={})

    def _bring(
        self, table: Table, record: dict[str, Any], *, rank: int, above: str, inside: dict[str, int]
    ) -> None:
        """Create the record unless it is known, then the records inside it."""
        own = "|".join(str(record[name]) for name in table.key) or str(rank)
        key = f"{above}{table.list}:{own}"
        lists = {child.list for child in table.children}
        pk = self.known.get(key)
        if pk is None:
            columns = {name: value for name, value in record.items() if name not in lists}
            try:
                created = self._create(table, columns, rank=rank, inside=inside)
            except (ValidationError, ObjectDoesNotExist, KeyError) as error:
                error.add_note(f"while loading {key}")
                raise
            self.created[key] = created
            pk = created.pk
        elif any(record.get(name) for name in lists) and not table.model.objects.filter(pk=pk):
            # Someone deleted it since; what stood inside went with it.
            return
        for child in table.children:
            for child_rank, child_record in enumerate(record.get(child.list, []), start=1):
                self._bring(
                    child,
                    child_record,
                    rank=child_rank,
                    above=f"{key}/",
                    inside={f"{child.parent}_id": pk},
                )

    def _create(
        self, table: Table, record: dict[str, Any], *, rank: int, inside: dict[str, int]
    ) -> models.Model:
        fields = {field.name: field for field in table.model._meta.get_fields()}
        columns = {"position": rank} if "position" in fields else {}
        links = {}
        for name, value in flat(record).items():
            column = fields.get(name)
            if column is None and name in table.key:
                # A name that only the file knows, such as the key of an activity.
                continue
            if column.many_to_many:
                links[name] = [self._record(column.related_model, text) for text in value]
            elif column.is_relation:
                columns[name] = self._record(column.related_model, value)
            else:
                columns[name] = value
        created = table.model(**table.fixed | columns | inside)
        created.full_clean()
        created.save()
        for name, targets in links.items():
            getattr(created, name).set(targets)
        return created

    def _record(self, model: type[models.Model], text: str) -> models.Model:
        if (model, text) not in self._named:
            lookups = dict(zip(NAMED_BY[model], text.split("|"), strict=True))
            self._named[model, text] = model.objects.get(**lookups)
        return self._named[model, text]
