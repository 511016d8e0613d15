"""A small report to edit: every month has one productive hour, so that figures can be checked by eye."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database
from db.shared.enums import WorkType
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.workforce.calendar.generate_weeks import NO_CALENDAR, generate_weeks
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from tests.conftest import copies_of
from tests.graphql.planning.conftest import FORECAST, ROSTER, Planner, imported, planners, sheet
from tests.support.cluster import EMPTY, SAMPLE_TENANT, Cluster, Template

LOB, OTHER = "Amisys Medicaid DOMESTIC", "Facets Medicare OFFSHORE"
APRIL = {"month": "April", "year": 2025}
LABELS = ["Apr-25", "May-25", "Jun-25", "Jul-25", "Aug-25", "Sep-25"]
VALUES = "forecast fteReq fteAvail capacity"
DIFFERENCES = "forecastChange fteReqChange fteAvailChange capacityChange"
RECORD = (
    "mainLob state caseType caseId caseIdBefore targetCph targetCphChange modifiedFields"
    f" months {{ label {VALUES} {DIFFERENCES} }}"
)
PREVIEW = (
    "preview { id changeType month year months { key label } totalModified message expiresAt"
    f" summary {{ totalFteChange totalCapacityChange }} modifiedRecords {{ {RECORD} }} }}"
)
COMMIT = "message recordsUpdated cphChangesApplied forecastRowsAffected historyLogId"
LINES = [
    [LOB, "MO", "Appeals", "CL-1", 100, 12500, 13000, 13500, 14000, 14500, 15000],
    [LOB, "KS", "Appeals", "CL-2", 100, *[1000] * 6],
    [LOB, "MO", "Claims", "CL-3", 50, *[5000] * 6],
    [OTHER, "N/A", "Claims", "CL-4", 20, *[400] * 6],
]


class Editor(Planner):
    """A planner who edits the report of April 2025."""

    @property
    def database(self) -> Database:
        """The service's way into it."""
        found: Database = self.app.state.database
        return found

    async def preview(self, mutation: str, **variables: Any) -> dict[str, Any]:
        """A preview without problems."""
        answer = await self.done(mutation, PREVIEW, **variables)
        return dict(answer["preview"])

    async def commit(self, preview: dict[str, Any], notes: str | None = "Agreed.") -> dict[str, Any]:
        """What a commit without problems answers."""
        return dict(await self.done("commitPreview", COMMIT, previewId=preview["id"], userNotes=notes))

    async def edit(
        self, state: str, case_type: str = "Appeals", *, kind: str = "previewManualUpdate", **edit: Any
    ) -> Any:
        """A preview of the edit of one record: target_cph, and months as label=(forecast, people)."""
        return await self.preview(kind, **APRIL, edits=[self.edit_of(state, case_type, **edit)])

    def edit_of(self, state: str, case_type: str, *, cph: float | None = None, **people: int) -> dict[str, Any]:
        """An edit of people available by month, e.g. Apr=125."""
        case_id = {line[1] + line[2]: line[3] for line in LINES}[state + case_type]
        months = [{"label": f"{month}-25", "fteAvail": count} for month, count in people.items()]
        lob = OTHER if state == "N/A" else LOB
        named = {"mainLob": lob, "state": state, "caseType": case_type, "caseId": case_id}
        return {**named, "targetCph": cph, "months": months}

    async def records(self) -> dict[str, dict[str, Any]]:
        """The report's records by state and case type."""
        asked = (
            'query Records { report(value: "2025-04") { records { mainLob state caseType caseId targetCph'
            f" months {{ month {{ label }} {VALUES} }} }} }} }}"
        )
        found = (await self.ask(asked))["report"]["records"]
        return {f"{one['state']} {one['caseType']}": one for one in found}

    async def figures(self, name: str, field: str) -> list[int]:
        """One field of a record, month by month."""
        return [month[field] for month in (await self.records())[name]["months"]]


async def make_office(database: Database, tenant: UUID) -> None:
    """Months of one productive hour, weeks, the report, and ten people who can do claims."""
    columns = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = [[2025, month, where, 1, 1, 1, 0] for month in range(3, 11) for where in ("Domestic", "Global")]
    await imported(database, tenant, (preview_months, sheet(columns, *months)))
    async with database.write(tenant, subject="founder") as session:
        for work_type in WorkType:
            await generate_weeks(session, year=2025, work_type=work_type, calendar=NO_CALENDAR)
    april = partial(preview_forecast, report=Month(2025, 4))
    people = [
        [f"CN{number}", "Ada", f"Person {number}", "Amisys", "Domestic", "MO|KS", "Claims, Appeals"]
        for number in range(1, 11)
    ]
    roster = partial(preview_roster, today=date(2025, 4, 1))
    steps = (april, sheet([*FORECAST, *LABELS], *LINES)), (roster, sheet(ROSTER, *people))
    await imported(database, tenant, *steps)


async def _office(addresses: Addresses) -> None:
    database = Database(addresses.service, pool_size=2)
    await make_office(database, tenant_id(SAMPLE_TENANT))
    await database.close()


OFFICE = Template("office", _office, like=EMPTY)


@pytest.fixture
def office_database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """A copy of the office: of the test's own, or one that it shares."""
    yield from copies_of(OFFICE, cluster, request)


@pytest.fixture
async def office(office_database: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    """An editor of the report; whatever was done, everything stored is right at the end."""
    async for editor in planners(Editor, office_database, request):
        yield editor


@pytest.fixture
async def worked(office: Editor) -> Editor:
    """The report with the people of the worked example."""
    people = {"Apr": 120, "May": 125, "Jun": 130, "Jul": 135, "Aug": 140, "Sep": 145}
    await office.commit(await office.edit("MO", **people))
    return office


async def as_owner(addresses: Addresses, *statements: str) -> None:
    """Statements of the owner, past what the service may do."""
    async with owner_connection(addresses.owner) as owner:
        for statement in statements:
            await owner.execute(text(statement))
