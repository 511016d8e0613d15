"""Kinds of changes of a report's forecast: what commitPreview commits, and commitRecords by the type of change."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from db.engine import ReadSession
from db.forecast.enums import ChangeType
from db.shared.previews import preview_row
from services.forecast.editing.proposal import KeptChange, Proposal
from services.forecast.editing.returned_records import ReturnedRecords
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import conflict, is_stale
from services.shared.commit_once import AnyCommitKind, CommitKind, Committing, Transactions
from services.shared.errors import Refusal, refuse_all
from services.shared.previews import PATH, Outcome

T = TypeVar("T")


class ReportChange(CommitKind[T]):
    """A kind of change of a report's forecast, kept as a proposal.

    `change_type` is what records that come back are said to be changed by; a kind whose records do not come back has
    none.
    """

    committed_by = "commitPreview"
    change_type: ChangeType | None

    async def previewed_again(self, session: ReadSession, content: bytes) -> Proposal | None:
        """What the request of a preview that is stale would change by now.

        None where that is nothing, or where the request means nothing on another state of the report.
        """
        return None

    @abstractmethod
    async def commit_records(
        self, transactions: Transactions, returned: ReturnedRecords, committing: Committing
    ) -> Outcome:
        """Compute the proposal that records came from, keep it as a preview, and commit that.

        Raises Refusals where the records say anything else, and what a commit raises.
        """


def kind_of_records(kinds: Mapping[str, AnyCommitKind], change_type: ChangeType) -> ReportChange[Any]:
    """The kind that records of a type of change came from."""
    changes = (kind for kind in kinds.values() if isinstance(kind, ReportChange))
    return next(kind for kind in changes if kind.change_type is change_type)


async def previewed_again(
    session: ReadSession, preview_id: UUID, *, kinds: Mapping[str, AnyCommitKind]
) -> Proposal | None:
    """What a stale preview's request would change now; None where that is nothing, or it is not previewed again."""
    row = await preview_row(session, preview_id)
    kind = kinds.get(row.kind) if row is not None else None
    if row is None or row.content is None or not isinstance(kind, ReportChange):
        return None
    return await kind.previewed_again(session, row.content)


def refuse_stale(snapshot: Snapshot, kept: Sequence[KeptChange]) -> None:
    """Raise Refusals of Conflict naming every record whose old values are no longer what is stored."""
    lines = {line.demand_id: line for line in snapshot.lines}
    refusals: list[Refusal] = []
    for change in kept:
        actual = lines[change.demand_id]
        expected = actual._replace(
            case_id=change.case_id_before, target_cph=change.cph_before, cells=change.cells_before
        )
        if is_stale(expected, actual):
            refusals.append(conflict(expected=expected, actual=actual, labels=snapshot.labels, path=PATH))
    refuse_all(refusals)
