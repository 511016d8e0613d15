"""The target CPH grid of a report: one row per main LOB and case type, over all states."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, Protocol

from services.shared.text import natural_order


class GridLine(Protocol):
    """A line of a report."""

    @property
    def id(self) -> int: ...
    @property
    def main_lob(self) -> str: ...
    @property
    def case_type(self) -> str: ...
    @property
    def target_cph(self) -> Decimal: ...


class CphRow(NamedTuple):
    """A row of the grid; its key is stable within the report, because later demands only add lines."""

    key: str
    main_lob: str
    case_type: str
    target_cph: Decimal
    is_mixed: bool


def target_cph_grid(lines: Iterable[GridLine]) -> list[CphRow]:
    """The grid, by main LOB and case type, numbers as numbers.

    Of several values the most frequent is shown, of equals the smallest. Rows are numbered in the order in which their
    first line came into the report.
    """
    groups: dict[tuple[str, str], list[GridLine]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        groups.setdefault((line.main_lob, line.case_type), []).append(line)
    numbered = [
        CphRow(f"cph_{number}", *key, _most_frequent(group), len({line.target_cph for line in group}) > 1)
        for number, (key, group) in enumerate(groups.items(), start=1)
    ]
    return sorted(numbered, key=lambda row: (natural_order(row.main_lob), natural_order(row.case_type)))


def _most_frequent(lines: Iterable[GridLine]) -> Decimal:
    counts = Counter(line.target_cph for line in lines)
    return min(counts, key=lambda cph: (-counts[cph], cph))
