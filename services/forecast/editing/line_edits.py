"""Editing records of a report one by one: target CPH and people available, and in a manual update the forecast."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from db.engine import ReadSession
from db.forecast.lines import DemandName, demands_named
from db.forecast.rows import ReportRow
from services.forecast.accepted_demands import accepted_demands
from services.forecast.editing.changes import Line
from services.forecast.editing.checks import checked_cph, checked_people, checked_volume
from services.forecast.editing.edits import LineEdit, edited
from services.forecast.editing.snapshot import Snapshot
from services.shared.errors import NotFound
from services.shared.inputs import Inputs
from services.shared.text import key, shown


class GivenMonth(NamedTuple):
    """New values of a month, by its label; None leaves a value as it is."""

    label: str
    forecast: int | None
    fte_avail: int | None


class GivenEdit(NamedTuple):
    """New values of a record, which is named by its demand."""

    main_lob: str
    state: str
    case_type: str
    case_id: str
    target_cph: float | None
    months: Sequence[GivenMonth]


class NamesLine(Protocol):
    """What names a line of a report, in any letter case."""

    @property
    def main_lob(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def case_type(self) -> str: ...


class LinesByName:
    """A report's lines by main LOB, state and case type, without regard to letter case."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = {(key(line.main_lob), key(line.state), key(line.case_type)): line for line in lines}

    def has(self, records: Iterable[NamesLine]) -> bool:
        """Whether each of some records names a line."""
        return all(self.of(record) is not None for record in records)

    def of(self, record: NamesLine) -> Line | None:
        """The line something names by main LOB, state and case type; None where there is none."""
        return self._lines.get((key(record.main_lob), key(record.state), key(record.case_type)))

    def find(self, inputs: Inputs, record: NamesLine, *path: str, case_id: str | None) -> Line | None:
        """The same, with the case id that the line must have unless None is given; anything else is noted."""
        line = self.of(record)
        if line is None:
            name = f"{record.main_lob[:80]} / {record.state[:10]} / {record.case_type[:80]}"
            accepted = accepted_demands(record.main_lob, self._lines.values())
            inputs.refusals.append(NotFound(f"the report has no demand {name}", path, accepted))
        elif case_id is not None and key(case_id) != key(line.case_id):
            inputs.note(f"{line.named} has another case id", *path, "caseId", accepted=line.case_id or "an empty text")
        return line


async def part_named(session: ReadSession, report: ReportRow, records: Sequence[NamesLine]) -> Snapshot:
    """A report with the lines that records name; with all of them where a record names none, to say what it has."""
    names = [DemandName(key(one.main_lob), shown(one.state).upper(), key(one.case_type)) for one in records]
    part = await Snapshot.load_part(session, report, await demands_named(session, report.id, names))
    return part if LinesByName(part.lines).has(records) else await Snapshot.load(session, report)


def read_edits(snapshot: Snapshot, edits: Sequence[GivenEdit]) -> dict[str, Any]:
    """The request that edits make; edits that set nothing new are dropped.

    Raises Refusals naming every record, month and value that is not accepted.
    """
    inputs = Inputs()
    lines = LinesByName(snapshot.lines)
    found: dict[int, LineEdit] = {}
    if not edits:
        inputs.note("edits is empty", "edits", accepted="at least one record")
    for place, edit in enumerate(edits):
        path = ("edits", str(place))
        line = lines.find(inputs, edit, *path, case_id=edit.case_id)
        if line is not None and line.demand_id in found:
            inputs.note(f"{line.named} is there twice", *path, accepted="each record once")
        cph = None if edit.target_cph is None else checked_cph(inputs, edit.target_cph, *path, "targetCph")
        forecast, people = _read_months(inputs, snapshot.labels, edit.months, *path, "months")
        if line is not None:
            found[line.demand_id] = LineEdit(cph, forecast, people)
    inputs.refuse()
    by_id = {line.demand_id: line for line in snapshot.lines}
    return request_of({id: edit for id, edit in found.items() if edit.sets_anything_new(by_id[id])})


def request_of(edits: Mapping[int, LineEdit]) -> dict[str, Any]:
    """Edits by demand, as a preview keeps them."""
    return {
        "edits": [
            (
                demand_id,
                None if edit.target_cph is None else str(edit.target_cph),
                _listed(edit.forecast),
                _listed(edit.fte_avail),
                edit.case_id,
            )
            for demand_id, edit in edits.items()
        ]
    }


def propose(snapshot: Snapshot, request: Mapping[str, Any]) -> dict[int, Line]:
    """The lines with their edits, and what follows from them; an edit of a line that is gone is left out."""
    edits = {
        demand_id: LineEdit(None if cph is None else Decimal(cph), dict(forecast), dict(people), case_id)
        for demand_id, cph, forecast, people, case_id in request["edits"]
    }
    return {
        line.demand_id: edited(line, edits[line.demand_id], snapshot.hours_of(line))
        for line in snapshot.lines
        if line.demand_id in edits
    }


async def reaches(session: ReadSession, report_id: int, request: Mapping[str, Any]) -> Collection[int]:
    """The demands of the records that are edited."""
    return [demand_id for demand_id, *_ in request["edits"]]


def _listed(values: Mapping[int, int]) -> list[tuple[int, int]]:
    return list(values.items())


def _read_months(
    inputs: Inputs, labels: Sequence[str], months: Sequence[GivenMonth], *path: str
) -> tuple[dict[int, int], dict[int, int]]:
    forecast: dict[int, int] = {}
    people: dict[int, int] = {}
    seen: set[str] = set()
    for place, month in enumerate(months):
        at = (*path, str(place))
        if month.label not in labels:
            inputs.note(f"{month.label[:40]!r} is no month of the report", *at, "label", accepted=", ".join(labels))
            continue
        if month.label in seen:
            inputs.note(f"{month.label} is there twice", *at, "label", accepted="each month once")
        seen.add(month.label)
        index = labels.index(month.label)
        if month.forecast is not None:
            forecast[index] = checked_volume(inputs, month.forecast, *at, "forecast")
        if month.fte_avail is not None:
            people[index] = checked_people(inputs, month.fte_avail, *at, "fteAvail")
    return forecast, people
