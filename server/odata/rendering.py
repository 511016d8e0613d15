"""Entities as JSON, with as much said beside their values as the client asks for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import orjson

from server.odata.representation import Representation
from server.odata.sets import EntityType, edm_of
from server.render.cells import digits

SAID_BY_JSON = ("Edm.String", "Edm.Boolean")  # types that a program sees by looking at a value


class EntityWriter:
    """Writes entities that have some properties of a type."""

    def __init__(self, type_: EntityType, shown: Sequence[str], representation: Representation) -> None:
        self._type, self._shown, self._representation = type_, shown, representation
        self.fetched = list(shown)
        if representation.metadata == "full":  # the id of an entity is made of its key
            self.fetched += [name for name in type_.set.key if name not in shown]
        self._types = {
            f"{name}@odata.type": "#" + edm_of(type_.columns[name]).name.removeprefix("Edm.")
            for name in shown
            if edm_of(type_.columns[name]).name not in SAID_BY_JSON
        }

    def written(self, rows: Sequence[Sequence[Any]]) -> bytes:
        """Some entities, separated by commas; a row has what is fetched, and then anything."""
        return self.encoded([self.entity(row) for row in rows])[1:-1]

    def entity(self, row: Sequence[Any]) -> dict[str, Any]:
        """An entity as an object."""
        values = dict(zip(self.fetched, row, strict=False))
        shown = {name: values[name] for name in self._shown} if len(values) > len(self._shown) else values
        if self._representation.metadata != "full":
            return shown
        return {
            "@odata.type": f"#{self._type.full_name}",
            "@odata.id": f"{self._type.set.name}{key_literal(self._type, values)}",
            **self._types,
            **shown,
        }

    def encoded(self, value: Any) -> bytes:
        """A value as JSON; exact numbers have every digit, as texts where a client asks for them."""
        return orjson.dumps(value, default=self._number, option=orjson.OPT_UTC_Z)

    def _number(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = digits(value)
            return text if self._representation.numbers_as_texts else orjson.Fragment(text)
        raise TypeError(f"{type(value).__name__} has no form in JSON")


def key_literal(type_: EntityType, values: Mapping[str, Any]) -> str:
    """The key of an entity as it stands in its address."""
    parts = [f"{name}={quote(literal(values[name]), safe=_KEPT)}" for name in type_.set.key]
    return f"({parts[0].partition('=')[2]})" if len(parts) == 1 else f"({','.join(parts)})"


def selection(names: Sequence[str] | None) -> str:
    """What a context says of the properties that were selected."""
    return "" if names is None else f"({','.join(names)})"


def literal(value: Any) -> str:
    """A value as a filter or a key has it."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else plain(value)


def plain(value: Any) -> str:
    """A value as plain text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


_KEPT = "'-_.~:"
