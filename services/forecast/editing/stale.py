"""Records that changed since they were read: what was expected of each, and what is there now."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.forecast.editing.changes import FIELDS, Line
from services.shared.errors import Conflict


def conflict(*, expected: Line, actual: Line, labels: Sequence[str], path: Iterable[str]) -> Conflict:
    """A conflict that names a record and, of its values, those that differ: by the names of modified fields."""
    before, now = _values(expected, labels), _values(actual, labels)
    differing = [name for name in before if before[name] != now[name]]
    named = {"main_lob": actual.main_lob, "state": actual.state, "case_type": actual.case_type}
    return Conflict(
        f"{actual.named} has changed: {', '.join(differing)}",
        tuple(path),
        expected={**named, **{name: before[name] for name in differing}},
        actual={**named, **{name: now[name] for name in differing}},
    )


def is_stale(expected: Line, actual: Line) -> bool:
    """Whether case id, target CPH or any cell is another one."""
    return (expected.case_id, expected.target_cph, expected.cells) != (actual.case_id, actual.target_cph, actual.cells)


def _values(line: Line, labels: Sequence[str]) -> dict[str, Any]:
    cells = zip(labels, line.cells, strict=True)
    months = {f"{label}.{name}": value for label, cell in cells for name, value in zip(FIELDS, cell, strict=True)}
    return {"case_id": line.case_id, "target_cph": float(line.target_cph), **months}
