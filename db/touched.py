"""What a transaction has changed, noted for what follows from it and is done before it commits."""

from collections.abc import Iterable
from enum import StrEnum


class Touched(StrEnum):
    """Kinds of objects that something may follow from."""

    LEVELS = "LEVELS"
    WORK_ORDERS = "WORK_ORDERS"
    PRODUCTION_PLANS = "PRODUCTION_PLANS"
    MATERIAL_DEBTS = "MATERIAL_DEBTS"


class Notes:
    """Ids of what was changed, by kind."""

    def __init__(self) -> None:
        self._touched: dict[Touched, set[int]] = {}

    def note(self, kind: Touched, ids: Iterable[int]) -> None:
        """Some objects were changed."""
        self._touched.setdefault(kind, set()).update(ids)

    def take(self) -> dict[Touched, set[int]]:
        """What was noted since this was asked last."""
        touched, self._touched = self._touched, {}
        return touched
