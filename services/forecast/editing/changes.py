"""What changes between two states of a report's lines; the only producer of changed fields and differences."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.shared.enums import WorkType
from services.shared.calendar import MONTHS_IN_REPORT

FIELDS = ("forecast", "fte_req", "fte_avail", "capacity")


class Cell(NamedTuple):
    """A forecast cell: cases and people, whole."""

    forecast: int
    fte_req: int
    fte_avail: int
    capacity: int


NOTHING = Cell(0, 0, 0, 0)


class Line(NamedTuple):
    """A line of a report with its six cells; its version rises from 1 with every change, 0 means not there yet.

    `computed_with` are the productive hours that each cell was stored with, None where they are not known.
    """

    id: int
    demand_id: int
    main_lob: str
    state: str
    case_type: str
    case_id: str
    locality: WorkType
    version: int
    target_cph: Decimal
    cells: tuple[Cell, ...]
    computed_with: tuple[Decimal | None, ...] = (None,) * MONTHS_IN_REPORT

    @property
    def named(self) -> str:
        """ "Amisys Medicaid DOMESTIC / MO / Appeals"."""
        return f"{self.main_lob} / {self.state} / {self.case_type}"


class Change(NamedTuple):
    """A line before and after, which differ; `modified_fields` in dot notation, months in order."""

    before: Line
    after: Line
    modified_fields: list[str]

    @property
    def is_added(self) -> bool:
        """Whether the report did not have the line before."""
        return self.before.version == 0

    @property
    def case_id_before(self) -> str | None:
        """The case id before, where it is another one now."""
        return self.before.case_id if self.before.case_id != self.after.case_id else None

    @property
    def target_cph_change(self) -> Decimal:
        """New less old."""
        return self.after.target_cph - self.before.target_cph

    def differences(self) -> list[Cell]:
        """New less old, month by month."""
        pairs = zip(self.after.cells, self.before.cells, strict=True)
        return [Cell(*(new - old for new, old in zip(after, before, strict=True))) for after, before in pairs]


def total_of(lines: Iterable[Line], more: Cell = NOTHING) -> Cell:
    """What the cells of lines add up to, and more."""
    return Cell(*map(sum, zip(more, *(cell for line in lines for cell in line.cells), strict=True)))


def before_it_is_added(line: Line) -> Line:
    """What a line was before a report had it: nothing."""
    return line._replace(version=0, target_cph=Decimal(0), cells=(NOTHING,) * len(line.cells))


def changes(before: Iterable[Line], after: Mapping[int, Line], labels: Sequence[str]) -> list[Change]:
    """The lines that differ, in the order they came; `after` is by demand, `labels` are those of the six months.

    A month in which any field changed lists all four of its fields.
    """
    found = []
    for old in before:
        new = after.get(old.demand_id, old)
        fields = [name for name in ("case_id", "target_cph") if getattr(new, name) != getattr(old, name)]
        for label, was, now in zip(labels, old.cells, new.cells, strict=True):
            if was != now:
                fields += [f"{label}.{name}" for name in FIELDS]
        if fields:
            found.append(Change(old, new, fields))
    return found
