"""The tables of the workforce worked out row by row from what is stored, by nothing that the project computes with."""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import text

from db.engine import ReadSession

LABELS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = ("main_lob", "case_type", "state")
Row = dict[str, Any]


class Stored:
    """Everything that the tables of a tenant follow from."""

    rows: dict[str, list[Any]]

    @classmethod
    async def read(cls, session: ReadSession) -> "Stored":
        """Read it as it is."""
        found = cls()
        tables = ("report", "demand", "report_demand", "monthly_capacity_summary", "assignment", "resource",
                  "capacity_tier", "week_configuration")  # fmt: skip
        found.rows = {name: list(await session.rows(text(f"SELECT * FROM {name}"))) for name in tables}
        return found

    def by_id(self, table: str) -> dict[int, Any]:
        """Rows of a table by their ids."""
        return {row.id: row for row in self.rows[table]}

    @property
    def tiers_changed(self) -> Any:
        """When a tier changed last."""
        return max(row.updated_at for row in self.rows["capacity_tier"])

    def shown_tiers(self) -> list[int]:
        """The tiers that have columns, in display order."""
        tiers = sorted(self.rows["capacity_tier"], key=lambda row: (row.display_order, row.id))
        return [row.id for row in tiers if row.is_active]


def cents(value: Any) -> float:
    """Two decimals of what a number is spelled as, a half going away from zero."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)) + 0.0


def month_after(first: date, months: int) -> date:
    year, place = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, place + 1, 1)


def label(month: date) -> str:
    return f"{LABELS[month.month - 1]}-{month.year % 100:02d}"


def words(demand: Any) -> Row:
    return {name: getattr(demand, name) for name in WORDS}


def monthly(stored: Stored, report: Any) -> list[Row]:
    """The monthly summary of a report."""
    demands, rows = stored.by_id("demand"), []
    for one in stored.rows["monthly_capacity_summary"]:
        if one.report_id != report.id:
            continue
        people = Counter(zip(one.person_tier_ids, one.person_is_placeholder, strict=True))
        month = month_after(report.first_month, one.forecast_month_index - 1)
        rows.append({
            **words(demands[one.demand_id]), "month": label(month), "forecast": one.total_forecast,
            "fte_count": one.total_headcount, "actual_count": one.actual_headcount,
            "placeholder_count": one.placeholder_headcount, "fte_equivalent": cents(one.total_fte_equivalent),
            "actual_equivalent": cents(one.actual_fte_equivalent),
            "placeholder_equivalent": cents(one.placeholder_fte_equivalent), "capacity": cents(one.total_capacity),
            "gap": cents(one.capacity_gap), "tiers": by_tier(stored, people), "month_start": month,
            "updated_at": max(one.computed_at, stored.tiers_changed), "fte_weeks": cents(one.fte_weeks),
            "fte_gap": None if one.fte_gap is None else cents(one.fte_gap), **marks(report),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (*_demand(row), row["month_start"]))


def weekly(stored: Stored, report: Any) -> list[Row]:
    """The weekly detail of a report."""
    demands, people, rows = stored.by_id("demand"), stored.by_id("resource"), []
    weeks: dict[Any, list[Any]] = {}
    for week in stored.rows["week_configuration"]:
        weeks.setdefault((week.month_year, week.month_number, week.work_type), []).append(week)
    placed: dict[Any, list[Any]] = {}
    for one in stored.rows["assignment"]:
        if one.is_active and one.report_id == report.id:
            placed.setdefault((one.demand_id, one.year, one.week), []).append(one)
    cphs = {row.demand_id: row.target_cph for row in stored.rows["report_demand"] if row.report_id == report.id}
    for cell in stored.rows["monthly_capacity_summary"]:
        if cell.report_id != report.id:
            continue
        demand, month = demands[cell.demand_id], month_after(report.first_month, cell.forecast_month_index - 1)
        moments = [one for one in (cell.computed_at, cell.frozen_at, stored.tiers_changed) if one is not None]
        of_month = weeks.get((month.year, month.month, demand.locality), [])
        for week in of_month:
            there = placed.get((cell.demand_id, week.year, week.week), [])
            waiting = [one for one in there if people[one.resource_id].resource_type == "PLACEHOLDER"]
            fte, of_waiting = (_sum(one.production_percentage for one in some) for some in (there, waiting))
            capacity, forecast = _sum(one.weekly_capacity for one in there), Decimal(cell.total_forecast)
            gap = (capacity * len(of_month) - forecast) / len(of_month)
            hours = Decimal(repr(week.productive_hours))
            counted = Counter((one.tier_id, one in waiting) for one in there)
            rows.append({
                **words(demand), "year": week.year, "week": week.week, "month": label(month),
                "forecast": cents(forecast / len(of_month)), "fte_count": len(there),
                "actual_count": len(there) - len(waiting), "placeholder_count": len(waiting),
                "fte_equivalent": cents(fte), "actual_equivalent": cents(fte - of_waiting),
                "placeholder_equivalent": cents(of_waiting), "capacity": cents(capacity), "gap": cents(gap),
                "tiers": by_tier(stored, counted), "week_start": week.start_date, "updated_at": max(moments),
                "fte_gap": cents(gap / (cphs[cell.demand_id] * hours)) if hours else None, **marks(report),
            })  # fmt: skip
    return sorted(rows, key=lambda row: (*_demand(row), row["year"], row["week"]))


def assignments(stored: Stored, report: Any) -> list[Row]:
    """The resource assignments of a report."""
    demands, people, tiers, rows = *map(stored.by_id, ("demand", "resource", "capacity_tier")), []
    for one in stored.rows["assignment"]:
        if not one.is_active or one.report_id != report.id:
            continue
        person, tier, monday = people[one.resource_id], tiers[one.tier_id], date.fromisocalendar(one.year, one.week, 1)
        percent = Decimal(repr(one.production_percentage)) * 100
        rows.append((person.cn_sort, {
            "cn": person.cn, "display_name": person.display_name, "resource_type": person.resource_type,
            "platform": person.platform, "location": person.location.title(), **words(demands[one.demand_id]),
            "year": one.year, "week": one.week, "month": label(monday + timedelta(days=3)), "tier": tier.name,
            "tier_label": f"{percent.quantize(Decimal('0.0001'), ROUND_HALF_UP).normalize():f}%",
            "production_percentage": one.production_percentage, "weekly_capacity": cents(one.weekly_capacity),
            "assignment_type": one.assignment_type, "is_forced": one.is_forced, "assigned_by": one.assigned_by,
            "assigned_at": one.assigned_at, "week_start": monday,
            "updated_at": max(one.updated_at, person.updated_at, tier.updated_at), "hire_date": person.hire_date,
            "last_day": person.last_day, "days_present": one.days_present, "working_days": one.working_days,
            **marks(report),
        }))  # fmt: skip
    return [row for _, row in sorted(rows, key=lambda pair: (pair[1]["year"], pair[1]["week"], pair[0]))]


def by_tier(stored: Stored, people: Counter[tuple[int, bool]]) -> list[int]:
    return [people[tier, is_waiting] for tier in stored.shown_tiers() for is_waiting in (False, True)]


def marks(report: Any) -> Row:
    return {"is_active": True, "deallocated_at": None, "report": f"{report.year:04d}-{report.month:02d}"}


def _demand(row: Row) -> tuple[str, str, str]:
    return row["main_lob"], row["state"], row["case_type"]


def _sum(values: Any) -> Decimal:
    return sum((Decimal(repr(value)) for value in values), Decimal(0))


TABLES = {
    "/powerbi/monthly-summary": monthly,
    "/powerbi/weekly-detail": weekly,
    "/powerbi/resource-assignments": assignments,
}
