"""The sample data with something in every table, and the keys that reads ask for it by."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import text

from db.engine import WriteSession
from db.forecast import demands, executions, history, reports
from db.forecast.enums import ChangeType, ExecutionKind
from db.shared import api_keys, previews
from db.workforce import assignments, people, placements


class World(NamedTuple):
    """The sample data by what queries ask for it, with something in every table."""

    session: WriteSession
    report: int
    demand: int
    demand_key: tuple[str, str, str]
    person: Any
    assignment: Any
    tier: int
    entry: UUID
    execution: UUID
    preview: UUID
    key: UUID

    @property
    def free_week(self) -> placements.WeekPlacement:
        """The assignment again, once it has ended."""
        old = self.assignment
        return placements.WeekPlacement(
            old.resource_id, old.demand_id, old.report_id, old.forecast_month_index, old.year, old.week, old.tier_id,
            0.5, False,
        )  # fmt: skip

    @property
    def month(self) -> placements.MonthPlacement:
        """The month of the assignment."""
        old = self.assignment
        thursday = date.fromisocalendar(old.year, old.week, 4)
        place = (old.resource_id, old.demand_id, old.report_id, old.forecast_month_index)
        return placements.MonthPlacement(*place, thursday.year, thursday.month)


HASH = b"h" * 32


async def make(session: WriteSession) -> World:
    """Add what the sample data lacks."""
    report = (await reports.list_reports(session))[0]
    execution = uuid4()
    done = await executions.insert_execution(session, id=execution, report_id=report.id, kind=ExecutionKind.PRIMARY)
    assert isinstance(done, datetime)
    entry = history.NewEntry(uuid4(), report.id, ChangeType.MANUAL_UPDATE, "One record.", "Why.", 1, [{"a": 1}], None)
    change = history.NewChange("A", "FL", "C", "1", Decimal(2), Decimal(1), ["target_cph"], {"Apr-25": {"forecast": 1}})
    await history.append_entry(session, entry, [change])
    by_hand = entry._replace(id=uuid4())
    await history.append_entry(session, by_hand, [change._replace(months={"Apr-25": {"fte_avail_change": 1}})])
    await executions.enter_execution(session, id=execution, history_log_id=entry.id)
    kept = uuid4()
    await previews.insert_preview(session, id=kept, kind="CPH_UPDATE", content=b"content", seconds=60)
    values = {"id": uuid4(), "name": "loader", "hash": HASH, "roles": ["VIEWER"]}
    key = await api_keys.insert_key(session, {**values, "expires_at": datetime.now(UTC) + timedelta(days=1)})
    (assignment, *_) = await assignments_of(session, report.id)
    (person,) = [row for row in await people.all_resources(session) if row.id == assignment.resource_id]
    (demand,) = await demands.demands_by_ids(session, [assignment.demand_id])
    return World(
        session=session, report=report.id, demand=demand.id, person=person, assignment=assignment,
        demand_key=(demand.main_lob.casefold(), demand.state, demand.case_type.casefold()),
        tier=assignment.tier_id, entry=entry.id, execution=execution, preview=kept, key=key.id,
    )  # fmt: skip


async def assignments_of(session: WriteSession, report: int) -> list[Any]:
    """Active assignments of a report."""
    rows = await session.rows(text("SELECT id FROM assignment WHERE report_id = :report AND is_active LIMIT 1"),
                              {"report": report})  # fmt: skip
    return list(await assignments.assignments_by_ids(session, [row.id for row in rows]))
