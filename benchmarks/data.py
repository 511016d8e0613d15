"""Data of a given size, drawn from a seed and written through the service role, with summaries that are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from random import Random

from sqlalchemy import text

from db.admin.migrate import owner_connection, upgrade
from db.engine import Database, WriteSession
from db.forecast.demands import NewDemand, insert_demands
from db.forecast.lines import NewCell, insert_cells, insert_lines
from db.forecast.reports import insert_report, report_by_month
from db.shared.enums import TermKind, WorkType
from db.shared.tenants import tenant_id
from db.shared.terms import remember_spellings
from db.shared.working_time import NewMonth, NewWeek, upsert_months, upsert_weeks
from db.workforce.enums import AssignmentType
from db.workforce.people import NewResource, upsert_resources
from db.workforce.placements import MonthPlacement, place_months
from db.workforce.summaries import summarise
from db.workforce.tiers import list_tiers
from server.rooms import HOUSE
from services.shared.calendar import MONTHS_IN_REPORT, Month, report_months, weeks_of_year
from services.shared.formulas import fte_required
from services.shared.main_lob import parse_main_lob
from services.shared.states import STATE_NAMES
from services.shared.text import key

TENANT = "benchmark"
REPORT = Month(2025, 12)
FIRST_MONTH = Month(2026, 1)  # its six months have 26 Thursdays, so 26 weeks
LARGEST_WEEKS = 26
LOBS = [
    f"{platform} Medicaid {locality}"
    for platform in ("Amisys", "Facets", "Xcelys")
    for locality in ("DOMESTIC", "GLOBAL")
]
STATES = list(STATE_NAMES)[:20]
WORKING_DAYS, WORK_HOURS, OCCUPANCY, SHRINKAGE = 21, 9.0, 0.95, 0.1
MONTH_HOURS = Decimal("161.595")  # the product of the four, shrinkage as what remains
CHANGES_WORK, RAMPS_UP = 0.25, 0.2

# The roster brings actual people only: these become what their names say before anything is theirs.
_MAKE_PLACEHOLDERS = text("""
    UPDATE resource
    SET resource_type = 'PLACEHOLDER', first_name = NULL, last_name = NULL, opid = NULL, hire_date = NULL
    WHERE cn_key LIKE 'tbh-%' AND resource_type = 'ACTUAL'""")

_PLAN = text("""
    UPDATE forecast_cell c SET fte_avail = s.plan, capacity = round(s.plan * rd.target_cph * :hours)
    FROM (SELECT report_id, demand_id, forecast_month_index, round(total_fte_equivalent)::int AS plan
          FROM monthly_capacity_summary) AS s
    JOIN report_demand rd ON rd.report_id = s.report_id AND rd.demand_id = s.demand_id
    WHERE (c.report_id, c.demand_id, c.month_index) = (s.report_id, s.demand_id, s.forecast_month_index)""")


@dataclass(frozen=True)
class Size:
    """How much there is: people, weeks that everybody is assigned in, demands of the report."""

    people: int
    weeks: int
    demands: int
    seed: int = 1

    @property
    def assignments(self) -> int:
        """One a person and week."""
        return self.people * self.weeks


NOTHING = Size(0, 0, 0)


async def build(owner_url: str, service_url: str, size: Size) -> None:
    """Migrate an empty database and fill one tenant: a report, its demands, people, and an assignment a week each."""
    await found(owner_url, [TENANT])
    database = Database(service_url, pool_size=1)
    try:
        async with database.write(tenant_id(TENANT), subject="benchmark") as session:
            await fill(session, size)
    finally:
        await database.close()
    async with owner_connection(owner_url) as owner:
        await owner.execute(text("ANALYZE"))


async def found(owner_url: str, tenants: Sequence[str]) -> None:
    """Migrate an empty database and create tenants, who have nothing yet."""
    await upgrade(owner_url)
    async with owner_connection(owner_url) as owner:
        for tenant in tenants:
            await HOUSE.create_tenant(owner, tenant)


async def fill(session: WriteSession, size: Size, *, since: Size = NOTHING) -> None:
    """Give a tenant what a size has more than it has since the last time: people and demands, never further weeks.

    The new people work on the new demands, so that a demand has as many people at every size.
    """
    draw = Random(size.seed + since.people)
    demands = demands_of(size.demands)[since.demands :]
    people = [person_of(number, draw, demands) for number in range(since.people + 1, size.people + 1)]
    if not since.people:
        await configure(session, size)
    await _remember(session, demands)
    ids = await insert_demands(session, demands)
    resource_ids = await upsert_resources(session, people)
    await session.run(_MAKE_PLACEHOLDERS)
    report_id = await _report(session)
    cphs = {demand_id: Decimal(draw.randint(400, 2500)) / 100 for demand_id in ids.values()}
    await insert_lines(session, report_id=report_id, target_cphs=cphs)
    mean_fte = size.people / size.demands
    written = [_cell(demand_id, index, cphs[demand_id], mean_fte, draw) for demand_id in cphs for index in range(1, 7)]
    cells = await insert_cells(session, report_id=report_id, cells=written)
    await _assign(session, report_id, people, resource_ids, demands, ids, draw)
    await summarise(session, cells)
    await session.run(_PLAN, {"hours": MONTH_HOURS})


async def configure(session: WriteSession, size: Size) -> None:
    """Give a tenant the months and weeks that everybody is assigned in."""
    await upsert_months(session, [_month(month, kind) for month in report_months(FIRST_MONTH) for kind in WorkType])
    weeks = weeks_of_year(FIRST_MONTH.year)[: size.weeks]
    await upsert_weeks(
        session,
        [
            NewWeek(
                week.year, week.number, week.start, week.end, week.month.year, week.month.number,
                work_type, 5, WORK_HOURS, OCCUPANCY, SHRINKAGE,
            )
            for week in weeks
            for work_type in WorkType
        ],
    )  # fmt: skip


async def _report(session: WriteSession) -> int:
    """The id of the report, created where it is not there."""
    year, month = REPORT.year, REPORT.number
    if (stored := await report_by_month(session, year=year, month=month)) is not None:
        return int(stored.id)
    first_month = date(FIRST_MONTH.year, FIRST_MONTH.number, 1)
    return await insert_report(session, year=year, month=month, first_month=first_month)


def _month(month: Month, work_type: WorkType) -> NewMonth:
    return NewMonth(month.year, month.number, work_type, WORKING_DAYS, WORK_HOURS, OCCUPANCY, SHRINKAGE)


def demands_of(count: int) -> list[NewDemand]:
    """Six categories, twenty states, and as many case types as it takes: one demand a leaf of the tree."""
    found = []
    for number in range(count):
        lob = LOBS[number % len(LOBS)]
        case, state = divmod(number // len(LOBS), len(STATES))
        parts = parse_main_lob(lob)
        case_type = f"Case Type {case + 1:02d}"
        found.append(NewDemand(lob, STATES[state], case_type, f"C{number}", parts.platform, parts.locality))
    return found


def person_of(number: int, draw: Random, demands: list[NewDemand]) -> NewResource:
    """Every tenth is to be a placeholder; everybody can do three case types in three states."""
    cn = f"TBH-{number // 10:03d}" if number % 10 == 0 else f"CN{10_000 + number}"
    home = draw.choice(demands)
    states = tuple(dict.fromkeys([home.state, *draw.choices(STATES, k=2)]))
    skills = tuple(dict.fromkeys([home.case_type, *(draw.choice(demands).case_type for _ in range(2))]))
    name = f"Person {number:05d}"
    return NewResource(
        cn, key(cn), name, "Person", f"{number:05d}", None, home.platform, home.locality, states, skills, True, None
    )


async def _remember(session: WriteSession, demands: list[NewDemand]) -> None:
    words = {
        (kind, key(word)): word
        for demand in demands
        for kind, word in (
            (TermKind.PLATFORM, demand.platform),
            (TermKind.MAIN_LOB, demand.main_lob),
            (TermKind.CASE_TYPE, demand.case_type),
        )
    }
    await remember_spellings(session, words)


def _cell(demand_id: int, index: int, cph: Decimal, mean_fte: float, draw: Random) -> NewCell:
    """A month's forecast: what the demand's share of the people would finish, half to one and a half times."""
    forecast = round(float(cph * MONTH_HOURS) * mean_fte * draw.uniform(0.5, 1.5))
    required = fte_required(forecast=forecast, target_cph=cph, productive_hours=MONTH_HOURS)
    return NewCell(demand_id, index, forecast, required, MONTH_HOURS)


async def _assign(
    session: WriteSession,
    report_id: int,
    people: list[NewResource],
    resource_ids: Mapping[str, int],
    demands: list[NewDemand],
    ids: dict[tuple[str, str, str], int],
    draw: Random,
) -> None:
    """Everybody in every configured week, on work they can do; some change it from month to month, some ramp up."""
    levels = sorted(await list_tiers(session, include_inactive=False), key=lambda tier: tier.percentage)
    fitting: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for demand in demands:
        place = ids[demand.main_lob, demand.state, demand.case_type]
        fitting.setdefault((demand.platform, demand.locality), {})[demand.state, demand.case_type] = place
    placed: list[tuple[int, MonthPlacement]] = []
    for person in people:
        known = fitting[person.platform, person.location]
        possible = [known[pair] for pair in ((s, c) for s in person.states for c in person.skills) if pair in known]
        ramps, demand_id = draw.random() < RAMPS_UP, draw.choice(possible)
        for index in range(MONTHS_IN_REPORT):
            demand_id = draw.choice(possible) if draw.random() < CHANGES_WORK else demand_id
            level = min(index, len(levels) - 1) if ramps else len(levels) - 1
            month = FIRST_MONTH.plus(index)
            where = (resource_ids[person.cn_key], demand_id, report_id, index + 1, month.year, month.number)
            placed.append((level, MonthPlacement(*where)))
    placed.sort(key=lambda pair: pair[0])
    for level, group in groupby(placed, key=lambda pair: pair[0]):
        await place_months(
            session,
            [placement for _, placement in group],
            tier_id=levels[level].id,
            percentage=levels[level].percentage,
            assignment_type=AssignmentType.PRIMARY,
        )
