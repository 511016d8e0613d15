"""Cells entered by hand that an allocation replaces, and the warning of them."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from services.forecast.editing.changes import Change
from services.shared.text import some

NAMED = 10


class CellName(NamedTuple):
    """A forecast cell by the words of its demand and the label of its month: "Jun-25"."""

    main_lob: str
    state: str
    case_type: str
    label: str


class Replaced(NamedTuple):
    """A cell entered by hand, people available in it, and what an allocation makes of them."""

    name: CellName
    was: int
    now: int

    def __str__(self) -> str:
        """For people: "Amisys Medicaid DOMESTIC / MO / Appeals Jun-25 (130 → 4)"."""
        *demand, label = self.name
        return f"{' / '.join(demand)} {label} ({self.was} → {self.now})"


def replaced_by_hand(changes: Sequence[Change], labels: Sequence[str], by_hand: Collection[CellName]) -> list[Replaced]:
    """The cells among changes whose people available change and were entered by hand, in the order of the changes."""
    return [one for change in changes for one in _of_line(change, labels) if one.name in by_hand]


def _of_line(change: Change, labels: Sequence[str]) -> Iterator[Replaced]:
    line = change.after
    for label, was, now in zip(labels, change.before.cells, line.cells, strict=True):
        if was.fte_avail != now.fte_avail:
            yield Replaced(CellName(line.main_lob, line.state, line.case_type, label), was.fte_avail, now.fte_avail)


def warnings_of(replaced: Sequence[Replaced]) -> list[str]:
    """A sentence that says how many cells and names the first ones; none where nothing is replaced."""
    if not replaced:
        return []
    count = "1 cell entered by hand is" if len(replaced) == 1 else f"{len(replaced):,} cells entered by hand are"
    return [f"{count} replaced: {some(list(map(str, replaced)), most=NAMED)}"]
