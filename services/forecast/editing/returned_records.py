"""Records that come back whole: taken for what they ask, computed anew, and refused where they say anything else."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from db.forecast.enums import ChangeType
from services.forecast.editing.changes import FIELDS, Cell, Change, Line
from services.forecast.editing.checks import checked_cph, checked_people, checked_volume
from services.forecast.editing.edits import LineEdit
from services.forecast.editing.line_edits import LinesByName, request_of
from services.forecast.editing.proposal import Request
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import conflict, is_stale
from services.shared.errors import NoChanges
from services.shared.inputs import Inputs
from services.shared.numbers import exact

ROOT = "modifiedRecords"
CASE_ID = "case_id"


class ReturnedMonth(NamedTuple):
    """A month of a record as it came back: the four new values, and new less old."""

    label: str
    values: Cell
    differences: Cell


class ReturnedRecord(NamedTuple):
    """A change record as it came back; `case_id_before` only where it changes, and only from who knows of it."""

    main_lob: str
    state: str
    case_type: str
    case_id: str
    target_cph: float
    target_cph_change: float
    modified_fields: Sequence[str]
    months: Sequence[ReturnedMonth]
    case_id_before: str | None = None


class ReturnedRecords(NamedTuple):
    """Records as they came back: changed how, in the report of which month and year, and its six months.

    Those are pairs of key and label: "month1", "Jun-25".
    """

    change_type: ChangeType
    month: str
    year: int
    months: Sequence[tuple[str, str]]
    records: Sequence[ReturnedRecord]


class MatchedRecord(NamedTuple):
    """A record that came back, with the line it is about, by its place in the request."""

    path: tuple[str, ...]
    given: ReturnedRecord
    line: Line
    months: list[ReturnedMonth]

    @property
    def expected(self) -> Line:
        """The line as the record says that it was: value less change."""
        cells = [
            Cell(*(new - change for new, change in zip(month.values, month.differences, strict=True)))
            for month in self.months
        ]
        cph = exact(self.given.target_cph) - exact(self.given.target_cph_change)
        case_id = self.line.case_id if self.given.case_id_before is None else self.given.case_id_before
        return self.line._replace(case_id=case_id, target_cph=cph, cells=tuple(cells))


def read_records(snapshot: Snapshot, given: ReturnedRecords) -> list[MatchedRecord]:
    """Records matched with the report's lines; raises Refusals for bad shapes, and of Conflict for stale ones."""
    inputs = Inputs()
    mapping = [(f"month{number}", label) for number, label in enumerate(snapshot.labels, start=1)]
    if sorted(given.months) != sorted(mapping):
        inputs.note(
            f"months are {_mapping(given.months)}, but those of {snapshot.named} are {_mapping(mapping)}", "months",
            accepted=_mapping(mapping),
        )  # fmt: skip
    if not given.records:
        inputs.note("modifiedRecords is empty", ROOT, accepted="at least one record")
    lines = LinesByName(snapshot.lines)
    returned: dict[int, MatchedRecord] = {}
    for place, record in enumerate(given.records):
        path = (ROOT, str(place))
        is_renamed = given.change_type is ChangeType.FORECAST_UPDATE and CASE_ID in record.modified_fields
        line = lines.find(inputs, record, *path, case_id=None if is_renamed else record.case_id)
        if line is not None and line.demand_id in returned:
            inputs.note(f"{line.named} is there twice", *path, accepted="each record once")
        in_order = _six_months(inputs, snapshot.labels, record, *path)
        if not record.modified_fields:
            inputs.note("modifiedFields is empty", *path, "modifiedFields", accepted="what the preview returned")
        if line is not None and in_order is not None:
            returned[line.demand_id] = MatchedRecord(path, record, line, in_order)
    inputs.refuse()
    for one in returned.values():
        if is_stale(one.expected, one.line):
            refused = conflict(expected=one.expected, actual=one.line, labels=snapshot.labels, path=one.path)
            inputs.refusals.append(refused)
    inputs.refuse()
    return list(returned.values())


def request_of_records(change_type: ChangeType, returned: Sequence[MatchedRecord]) -> Request:
    """The request that records make; raises Refusals naming values that no edit may set, and NoChanges."""
    inputs = Inputs()
    request = _request(inputs, change_type, returned)
    inputs.refuse()
    return request


def refuse_what_does_not_follow(
    snapshot: Snapshot, changes: Sequence[Change], returned: Sequence[MatchedRecord]
) -> None:
    """Raise Refusals of InvalidInput for every value that is not what the server computes, and for missing records."""
    inputs = Inputs()
    computed = {change.after.demand_id: change for change in changes}
    for one in returned:
        change = computed.pop(one.line.demand_id, None)
        if change is None:
            inputs.note(f"{one.line.named} changes nothing", *one.path, accepted="records that change something")
        else:
            _compare(inputs, snapshot.labels, one, change)
    for change in computed.values():
        inputs.note(f"{change.after.named} changes too and is missing", ROOT, accepted="every record of the preview")
    inputs.refuse()


def _six_months(inputs: Inputs, labels: Sequence[str], given: ReturnedRecord, *path: str) -> list[ReturnedMonth] | None:
    by_label = {month.label: month for month in given.months}
    if len(given.months) != len(labels) or set(by_label) != set(labels):
        inputs.note("a record has all six months once", *path, "months", accepted=", ".join(labels))
        return None
    return [by_label[label] for label in labels]


def _request(inputs: Inputs, change_type: ChangeType, returned: Sequence[MatchedRecord]) -> Request:
    if change_type is ChangeType.CPH_UPDATE:
        return _cph_request(inputs, returned)
    edits_forecast = change_type in (ChangeType.MANUAL_UPDATE, ChangeType.FORECAST_UPDATE)
    edits_people = change_type in (ChangeType.MANUAL_UPDATE, ChangeType.FORECAST_REALLOCATION)
    edits = {}
    for one in returned:
        forecast, people = {}, {}
        for place, (month, cell) in enumerate(zip(one.months, one.line.cells, strict=True)):
            at = (*one.path, "months", str(place))
            if edits_forecast and month.values.forecast != cell.forecast:
                forecast[place] = checked_volume(inputs, month.values.forecast, *at, "forecast")
            if edits_people and month.values.fte_avail != cell.fte_avail:
                people[place] = checked_people(inputs, month.values.fte_avail, *at, "fteAvail")
        edits[one.line.demand_id] = LineEdit(_new_cph(inputs, one), forecast, people, _new_case_id(one))
    return request_of(edits)


def _cph_request(inputs: Inputs, returned: Sequence[MatchedRecord]) -> Request:
    rows: dict[tuple[str, str], Decimal] = {}
    for one in returned:
        row = one.line.main_lob, one.line.case_type
        cph = _new_cph(inputs, one)
        if cph is not None and rows.setdefault(row, cph) != cph:
            inputs.note(
                "the states of a main LOB and case type get one target CPH", *one.path, "targetCph",
                accepted=str(rows[row]),
            )  # fmt: skip
    if not rows:
        raise NoChanges("no record has another target CPH", (ROOT,))
    return {"rows": [(lob, case_type, str(cph)) for (lob, case_type), cph in rows.items()]}


def _new_cph(inputs: Inputs, one: MatchedRecord) -> Decimal | None:
    if exact(one.given.target_cph) == one.line.target_cph:
        return None
    return checked_cph(inputs, one.given.target_cph, *one.path, "targetCph")


def _new_case_id(one: MatchedRecord) -> str | None:
    return one.given.case_id if CASE_ID in one.given.modified_fields else None


def _mapping(months: Sequence[tuple[str, str]]) -> str:
    """ "month1 = Jun-25, …", at most seven, so that a list of any length is answered in a line."""
    return ", ".join(f"{name[:20]} = {label[:20]}" for name, label in months[:7]) or "none"


def _compare(inputs: Inputs, labels: Sequence[str], one: MatchedRecord, change: Change) -> None:
    if exact(one.given.target_cph) != change.after.target_cph:
        text = f"target CPH {one.given.target_cph:g} is not what this change makes"
        inputs.note(text, *one.path, "targetCph", accepted=f"{change.after.target_cph:g}")
    for place, (month, cell) in enumerate(zip(one.months, change.after.cells, strict=True)):
        for name, given, computed in zip(FIELDS, month.values, cell, strict=True):
            if given != computed:
                text = f"{labels[place]}.{name} {given} does not follow from the edit"
                inputs.note(text, *one.path, "months", str(place), _camel(name), accepted=str(computed))
    if list(one.given.modified_fields) != change.modified_fields:
        accepted = ", ".join(change.modified_fields)
        inputs.note("modifiedFields are others", *one.path, "modifiedFields", accepted=accepted)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
