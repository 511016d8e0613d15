"""A small world to plan in: six months of weeks, two demands of one platform, one of another, and a few people."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import pytest

from db.engine import Database
from db.shared.enums import WorkType
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.workforce.calendar.generate_weeks import NO_CALENDAR, generate_weeks
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from sheets.sheet import Sheet, SheetRow
from tests.conftest import clients, copies_of, is_of_graphql, shares
from tests.support.api import Api
from tests.support.cluster import EMPTY, SAMPLE_TENANT, Cluster, Template
from tests.support.verified import expect_right_figures, verified, versions

LOB = "Amisys Medicaid DOMESTIC"
CLAIMS = {"mainLob": LOB, "state": "FL", "caseType": "Claims"}
APPEALS = {"mainLob": LOB, "state": "TX", "caseType": "Appeals"}
ANYWHERE = {"mainLob": "Facets Medicare OFFSHORE", "state": "N/A", "caseType": "Claims"}
FORECAST = ["Main LOB", "State", "Case Type", "Case ID", "Target CPH"]
MONTHS = ["Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25"]
ROSTER = ["CN", "First Name", "Last Name", "Platform", "Location", "State", "Skills"]
PEOPLE = 25


def sheet(headers: list[str], *rows: list[Any]) -> Sheet:
    return Sheet(list(headers), [SheetRow(number, list(cells)) for number, cells in enumerate(rows, start=2)])


async def imported(database: Database, tenant: UUID, *steps: Any) -> None:
    async with database.write(tenant, subject="founder") as session:
        for preview, given in steps:
            previewed = await preview(session, given)
            assert not previewed.outcome.rejected
            await previewed.commit(session)


async def make_world(database: Database, tenant: UUID) -> None:
    columns = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = [[2025, month, where, 21, 9, 0.95, 0.1] for month in range(5, 13) for where in ("Domestic", "Global")]
    await imported(database, tenant, (preview_months, sheet(columns, *months)))
    async with database.write(tenant, subject="founder") as session:
        for work_type in WorkType:
            await generate_weeks(session, year=2025, work_type=work_type, calendar=NO_CALENDAR)
    lines = [
        [LOB, "FL", "Claims", "C1", 12.5, *[10_000] * 6],
        [LOB, "TX", "Appeals", "C2", 10, *[5_000] * 6],
        ["Facets Medicare OFFSHORE", "N/A", "Claims", "C3", 8, *[2_000] * 6],
    ]
    april = partial(preview_forecast, report=Month(2025, 4))
    people = [
        [f"CN{number}", "Ada", f"Person {number}", "Amisys", "Domestic", "FL|TX", "Claims, Appeals"]
        for number in range(1, PEOPLE + 1)
    ]
    people.append(["CN99", "Alan", "Far", "Facets", "Global", "CA", "Claims"])
    roster = partial(preview_roster, today=date(2025, 6, 2))
    await imported(database, tenant, (april, sheet([*FORECAST, *MONTHS], *lines)), (roster, sheet(ROSTER, *people)))


P = TypeVar("P", bound="Planner")


class Planner(Api):
    """A planner's client that knows the tiers by their percentage."""

    tiers: dict[int, str]
    addresses: Addresses  # of what the planner plans in

    async def begin(self, client: Api, addresses: Addresses) -> None:
        """Go on as a client does, and learn the tiers."""
        self.headers, self.addresses = client.headers, addresses
        self.app = client.app  # type: ignore[attr-defined]
        tiers = (await self.ask("query Tiers { capacityTiers { id percentage } }"))["capacityTiers"]
        self.tiers = {round(tier["percentage"] * 100): tier["id"] for tier in tiers}

    async def expect_right_figures(self) -> None:
        """Everything that is computed is what it should be."""
        await expect_right_figures(self.app.state.database)

    async def do(self, mutation: str, selection: str, **variables: Any) -> Any:
        """One mutation with variables named as its arguments; types are those of the schema."""
        from server.graphql.schema import schema

        field = schema._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        head = f"mutation Plan({declared})" if variables else "mutation Plan"
        asked = f"({passed})" if variables else ""
        problems = (
            "problems { __typename code message path ... on InvalidInput { accepted } ... on NotFound { accepted }"
        )
        problems += " ... on AlreadyExists { existingId } ... on Incompatible { reasons }"
        problems += " ... on NotAllowedInState { state } }"
        data = await self.ask(f"{head} {{ {mutation}{asked} {{ {selection} {problems} }} }}", **variables)
        return data[mutation]

    async def refused(self, mutation: str, **variables: Any) -> list[dict[str, Any]]:
        """The problems of a mutation that is refused."""
        answer = await self.do(mutation, "__typename", **variables)
        assert answer["problems"]
        return list(answer["problems"])

    async def done(self, mutation: str, selection: str, **variables: Any) -> Any:
        """The answer of a mutation without problems."""
        answer = await self.do(mutation, selection, **variables)
        assert answer.pop("problems") == []
        return answer

    def week(self, cn: str, demand: dict[str, str], week: int, tier: int = 100, **more: Any) -> dict[str, Any]:
        """An assignment's input."""
        return {"resourceCn": cn, "demand": demand, "year": 2025, "week": week, "tierId": self.tiers[tier], **more}

    def weeks(self, cn: str, demand: dict[str, str], first: int, last: int, tier: int = 100, **more: Any) -> Any:
        """A bulk item."""
        span = {"from": {"year": 2025, "week": first}, "to": {"year": 2025, "week": last}}
        return {"resourceCn": cn, "demand": demand, "weeks": span, "tierId": self.tiers[tier], **more}

    async def june(self, demand: dict[str, str] | None = None) -> dict[str, Any]:
        """June's figures of a demand, or of everything."""
        narrowed = {"state": [demand["state"]], "caseType": [demand["caseType"]]} if demand else None
        data = await self.ask(
            'query June($filter: DemandFilter) { report(value: "2025-04") { tree(filter: $filter) { total { months {'
            " metrics { capacity headcount actualCount placeholderCount fteEquivalent }"
            " tierBreakdown { tiers { label actual placeholder } } } } } } }",
            filter=narrowed,
        )
        return dict(data["report"]["tree"]["total"]["months"][0])


async def _world(addresses: Addresses) -> None:
    database = Database(addresses.service, pool_size=2)
    await make_world(database, tenant_id(SAMPLE_TENANT))
    await database.close()


WORLD = Template("world", _world, like=EMPTY)


@pytest.fixture
def world_database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """A copy of the world: of the test's own, or one that it shares."""
    yield from copies_of(WORLD, cluster, request)


@pytest.fixture
async def world(world_database: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Planner]:
    """A planner of the world; whatever was done, everything stored is right at the end."""
    async for planner in planners(Planner, world_database, request):
        yield planner


async def planners(kind: type[P], addresses: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[P]:
    """A planner, or another kind of them, for a test; at the end figures are right, or what is shared is as it was."""
    async for planner in at_work(kind, addresses, compares=is_of_graphql(request)):
        database = planner.app.state.database
        if not shares(request):
            async with verified(database):
                yield planner
            continue
        before = await versions(database)
        yield planner
        assert await versions(database) == before, "a test that changes something cannot share its database"


async def at_work(kind: type[P], addresses: Addresses, *, compares: bool = False) -> AsyncIterator[P]:
    """A planner, or another kind of them, over a database."""
    async for client in clients(addresses, compares=compares):
        planner = kind(client().http, None)
        await planner.begin(client("PLANNER"), addresses)
        yield planner
