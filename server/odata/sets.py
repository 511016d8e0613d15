"""Sets and their types, made of the tables that the rooms report: a new one needs nothing here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from db.engine import ReadSession
from db.shared.conditions import Kind
from server.odata.errors import not_found
from server.rooms import HOUSE
from services.shared.access import Caller
from services.shared.near_words import near_word
from services.shared.report import FlatReport
from services.shared.table import Column, ColumnType
from services.shared.text import some

NAMESPACE = "Headroom"


class EdmType(NamedTuple):
    """A type of OData with its facets, and what its values are in the database."""

    name: str
    kind: Kind
    facets: Mapping[str, str] = {}


EDM: Mapping[ColumnType, EdmType] = {
    ColumnType.TEXT: EdmType("Edm.String", Kind.TEXT),
    ColumnType.INTEGER: EdmType("Edm.Int32", Kind.WHOLE),
    # Figures are rounded to a few decimals, most to two and some to four or more: as decimals they stay what they are.
    ColumnType.NUMBER: EdmType("Edm.Decimal", Kind.NUMBER, {"Scale": "variable"}),
    ColumnType.DECIMAL: EdmType("Edm.Decimal", Kind.NUMBER, {"Precision": "38", "Scale": "8"}),
    ColumnType.DATE: EdmType("Edm.Date", Kind.DAY),
    ColumnType.DATETIME: EdmType("Edm.DateTimeOffset", Kind.MOMENT, {"Precision": "6"}),
    ColumnType.BOOLEAN: EdmType("Edm.Boolean", Kind.FLAG),
}


@dataclass(frozen=True, eq=False)
class EntitySet:
    """A table as a set of entities."""

    name: str
    report: FlatReport

    @property
    def key(self) -> Sequence[str]:
        """The properties that tell an entity from every other."""
        return self.report.key_across if self.report.relation else self.report.key


@dataclass(frozen=True)
class EntityType:
    """A set with its properties, as a tenant has them."""

    set: EntitySet
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, Kind]:
        """What the values of each property are."""
        return {name: edm_of(column).kind for name, column in self.columns.items()}

    @property
    def full_name(self) -> str:
        """The name of the type, with its namespace."""
        return f"{NAMESPACE}.{self.set.name}"


def edm_of(column: Column) -> EdmType:
    """The type of a column."""
    return EDM[column.type]


@cache
def entity_sets() -> Mapping[str, EntitySet]:
    """Every set by its name, in the order of the rooms."""
    tables = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
    return {set_name(report): EntitySet(set_name(report), report) for report in tables}


def set_name(report: FlatReport) -> str:
    """What the set of a report is called: the last part of its path, such as MonthlySummary, if nothing else."""
    return report.set_name or "".join(word.capitalize() for word in report.path.rpartition("/")[2].split("-"))


def set_named(name: str) -> EntitySet:
    """The set of a name; raises Refused, status 404."""
    if (found := entity_sets().get(name)) is None:
        near = near_word(name[:80], list(entity_sets()))
        meant = f"; did you mean {near}?" if near else ""
        raise not_found(f"there is no set {name[:80]!r}{meant}; accepted: {', '.join(entity_sets())}", target=name[:80])
    return found


def readable_sets(caller: Caller) -> list[EntitySet]:
    """The sets that a caller may read."""
    return [one for one in entity_sets().values() if one.report.permission in caller.permissions]


async def type_of(session: ReadSession, one: EntitySet) -> EntityType:
    """A set with the properties that it has now."""
    columns = await one.report.columns(session)
    return EntityType(one, {column.name: column for column in columns})


def unknown_property(name: str, known: Sequence[str]) -> str:
    """What is said of a property that a set does not have."""
    near = near_word(name[:80], known)
    meant = f"; did you mean {near}?" if near else ""
    return f"there is no property {name[:80]!r}{meant}; accepted: {some(known, most=60)}"
