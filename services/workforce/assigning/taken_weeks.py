"""Weeks that are taken: one active assignment of a person and week is all there may be."""

from collections.abc import Collection, Iterable

from db.engine import ReadSession
from db.workforce.assignments import assignments_by_resource_ids
from db.workforce.rows import AssignmentRow
from services.shared.calendar import Week
from services.shared.errors import AlreadyExists, Refusal
from services.workforce.assigning.placement_context import named_weeks


class TakenWeeks:
    """The weeks in which some people are assigned."""

    def __init__(self, assignments: Iterable[AssignmentRow]) -> None:
        self._assignment_of = {(row.resource_id, row.year, row.week): row.id for row in assignments}

    @classmethod
    async def load(cls, session: ReadSession, resource_ids: Collection[int]) -> "TakenWeeks":
        """Those of some people, whatever they are assigned to."""
        if not resource_ids:
            return cls(())
        return cls(await assignments_by_resource_ids(session, resource_ids, weeks=None, include_inactive=False))

    def note(
        self,
        resource_id: int,
        cn: str,
        weeks: Iterable[tuple[int, int]],
        path: tuple[str, ...],
        faults: list[Refusal],
    ) -> None:
        """Note an AlreadyExists where a person is assigned in some of the (year, week)s; it names the first of them."""
        taken = [(year, week) for year, week in weeks if (resource_id, year, week) in self._assignment_of]
        if taken:
            message = f"{cn} is assigned already in {named_weeks([Week(*week) for week in taken])}"
            first = self._assignment_of[resource_id, *taken[0]]
            faults.append(AlreadyExists(message, path, kind="Assignment", existing_key=first))
