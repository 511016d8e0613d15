"""A proposed change of a report: computed by its kind, told apart from what is there, kept, and opened again."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import WriteSession
from db.forecast.enums import ChangeType
from services.forecast.editing.changes import Cell, Change, Line, changes
from services.forecast.editing.checks import refuse_overflow
from services.forecast.editing.snapshot import Snapshot
from services.shared.errors import PreviewSuperseded
from services.shared.kept_lists import packed, unpacked
from services.shared.previews import PATH, Kept, keep

SHAPE = 4  # of what is kept: a preview of another release is not read

Request = Mapping[str, Any]
"""What was asked for, as a preview keeps it: plain values that JSON can hold."""


class Proposal(NamedTuple):
    """A change that is not applied: by which kind of preview, the records that differ, and a sentence about it.

    `warnings` say what its commit does besides or leaves undone, `manual_cells` how many cells entered by hand it
    replaces.
    """

    kind: str
    change_type: ChangeType
    snapshot: Snapshot
    request: Request
    changes: list[Change]
    message: str
    reverts: UUID | None = None
    warnings: Sequence[str] = ()
    manual_cells: int = 0


class Totals(NamedTuple):
    """What changes add up to over all records and months."""

    fte: int
    capacity: int


def totals(changes: Sequence[Change], change_type: ChangeType) -> Totals:
    """Σ of the changes of people available (for a change of target CPH, of people required), and of capacity."""
    counted_people = "fte_req" if change_type is ChangeType.CPH_UPDATE else "fte_avail"
    cells = [cell for change in changes for cell in change.differences()]
    return Totals(sum(getattr(cell, counted_people) for cell in cells), sum(cell.capacity for cell in cells))


def proposal_of(
    snapshot: Snapshot,
    after: Mapping[int, Line],
    *,
    kind: str,
    change_type: ChangeType,
    request: Request,
    reverts: UUID | None = None,
) -> Proposal:
    """What a request changes, told apart from what is there; raises InvalidInput for figures too large to answer.

    `after` are the changed lines, by demand.
    """
    refuse_overflow((after.get(line.demand_id, line) for line in snapshot.lines), elsewhere=snapshot.elsewhere)
    found = changes(snapshot.lines, after, snapshot.labels)
    return Proposal(kind, change_type, snapshot, request, found, _message(change_type, request, len(found)), reverts)


def _message(change_type: ChangeType, request: Request, records: int) -> str:
    if change_type is ChangeType.CPH_UPDATE and "rows" in request:
        return f"Preview shows forecast impact of {counted(len(request['rows']), 'CPH change')}"
    return f"Preview shows changes of {counted(records, 'forecast record')}"


def counted(number: int, thing: str) -> str:
    """ "1 record", "2 records"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


class KeptChange(NamedTuple):
    """A record as a preview keeps it: its version; case id, target CPH and cells before; the same after."""

    demand_id: int
    version: int
    case_id_before: str
    cph_before: Decimal
    cells_before: tuple[Cell, ...]
    case_id_after: str
    cph_after: Decimal
    cells_after: tuple[Cell, ...]


class KeptProposal(NamedTuple):
    """What a preview kept of a proposal; `items` are read as they are drawn, once."""

    report_id: int
    change_type: ChangeType
    request: Request
    changes: list[KeptChange]
    reverts: UUID | None
    more: Request
    items: Iterator[Any]


async def keep_proposal(
    session: WriteSession, proposal: Proposal, *, id: UUID, more: Request | None = None, items: Sequence[Any] = ()
) -> Kept:
    """Keep a proposal with what it was computed from, for 300 seconds.

    `more` are a few values that its kind needs, `items` a list of however many plain ones.
    """
    head = {
        "shape": SHAPE,
        "report": proposal.snapshot.report.id,
        "change_type": proposal.change_type.value,
        "request": proposal.request,
        "reverts": None if proposal.reverts is None else str(proposal.reverts),
        "more": more or {},
    }
    changed = [
        (
            before.demand_id,
            before.version,
            before.case_id,
            str(before.target_cph),
            [*map(tuple, before.cells)],
            after.case_id,
            str(after.target_cph),
            [*map(tuple, after.cells)],
        )
        for before, after, _ in proposal.changes
    ]
    return await keep(session, id=id, kind=proposal.kind, content=packed(head, changed, items))


def opened(content: bytes) -> KeptProposal:
    """A kept proposal; raises PreviewSuperseded for one that a release before this one kept."""
    kept, lists = unpacked(content)
    if kept.get("shape") != SHAPE:
        raise PreviewSuperseded("the preview is of a release before this one; preview it again", PATH)
    changed, items = lists
    return KeptProposal(
        report_id=kept["report"],
        change_type=ChangeType(kept["change_type"]),
        request=kept["request"],
        changes=[
            KeptChange(id, version, case_id, Decimal(cph), _cells(cells), new_id, Decimal(new_cph), _cells(new_cells))
            for id, version, case_id, cph, cells, new_id, new_cph, new_cells in changed
        ],
        reverts=None if kept["reverts"] is None else UUID(kept["reverts"]),
        more=kept["more"],
        items=items,
    )


def _cells(kept: list[list[int]]) -> tuple[Cell, ...]:
    return tuple(Cell(*cell) for cell in kept)
