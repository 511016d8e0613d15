"""Reading values of JSON objects whose form is fixed: what is bad, missing or unknown is noted with its path."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from services.shared.exact_decimals import NotExact, exact_decimal
from services.shared.inputs import Inputs
from services.shared.iso_days import iso_day

E = TypeVar("E", bound=StrEnum)
_SHOWN = 40  # characters of a bad value in a message


class JsonObject:
    """An object of which the keys are known; null is as if a key were not there.

    Each method reads one key. Where something is wrong it notes that and returns a value of the type, which nobody may
    use: call `Inputs.refuse` once everything is read.
    """

    def __init__(
        self, inputs: Inputs, value: object, *path: str, needed: Sequence[str], optional: Sequence[str] = ()
    ) -> None:
        self._inputs, self._path = inputs, path
        self._values: dict[str, Any] = value if isinstance(value, dict) else {}
        known = (*needed, *optional)
        if not isinstance(value, dict):
            self._note(f"{_told(value)} is no JSON object", accepted=f"an object of {', '.join(known)}")
            return
        for key in value:
            if key not in known:
                self._note(f"there is no such key as {_told(key)}", key, accepted=", ".join(known))
        for key in needed:
            if value.get(key) is None:
                self._note(f"{key} is missing", key, accepted="a value")

    def text(self, name: str) -> str:
        """A text."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self._note(f"{name} is {_told(value)}", name, accepted="a text")
        return ""

    def day(self, name: str) -> date:
        """A day, written as 2026-07-31."""
        value = self._values.get(name)
        try:
            if isinstance(value, str):
                return iso_day(value)
        except ValueError:
            pass  # noted below
        if value is not None:
            self._note(f"{name} is {_told(value)}", name, accepted='a day as "2026-07-31"')
        return date.min

    def quantity(self, name: str) -> Decimal:
        """An exact number, as text or number."""
        return self.optional_quantity(name) or Decimal(0)

    def optional_quantity(self, name: str) -> Decimal | None:
        """An exact number that may be missing."""
        if (value := self._values.get(name)) is None:
            return None
        try:
            return exact_decimal(value)
        except NotExact as error:
            self._note(f"{name} is {error.told}", name, accepted=error.accepted)
            return None

    def member(self, name: str, members: type[E]) -> E:
        """A member of a closed set, by its name."""
        value = self._values.get(name)
        if isinstance(value, str) and value in members.__members__:
            return members[value]
        if value is not None:
            self._note(f"{name} is {_told(value)}", name, accepted=", ".join(members.__members__))
        return next(iter(members))

    def objects(self, name: str, *, needed: Sequence[str], optional: Sequence[str] = ()) -> "list[JsonObject]":
        """A list of objects."""
        values = self._values.get(name)
        if isinstance(values, list):
            path = (*self._path, name)
            return [
                JsonObject(self._inputs, value, *path, str(place), needed=needed, optional=optional)
                for place, value in enumerate(values)
            ]
        if values is not None:
            self._note(f"{name} is {_told(values)}", name, accepted=f"a list of objects of {', '.join(needed)}")
        return []

    def _note(self, message: str, *path: str, accepted: str) -> None:
        self._inputs.note(message, *self._path, *path, accepted=accepted)


def _told(value: object) -> str:
    return repr(value[:_SHOWN]) if isinstance(value, str) else str(value)[:_SHOWN]
