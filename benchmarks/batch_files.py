"""The workbooks of the batches, drawn from a seed: a roster, a forecast, the same with other figures, allocations."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from openpyxl import Workbook

from benchmarks.data import FIRST_MONTH, demands_of, person_of
from services.shared.calendar import MONTHS_IN_REPORT, report_months

ROSTER = (
    "CN", "First Name", "Last Name", "OPID", "Primary Platform", "Location", "State", "Skills", "PartOfProduction",
    "Hire Date",
)  # fmt: skip
FORECAST = ("Main LOB", "State", "Case Type", "Case ID", "Target CPH")
PRODUCTS = ("SKU", "Name", "Unit", "Kind", "Decimals")
HISTORY = ("SKU", "Location", "Date", "Quantity", "Bucket")
DAYS_OF_HISTORY, FIRST_DAY = 200, date(2025, 1, 1)
ALLOCATIONS = ("CN", "Main LOB", "State", "Case Type", "Month", "Year")
DEMANDS = 2_400


def roster(count: int, seed: int) -> bytes:
    """So many people, with what they know."""
    draw, demands = Random(seed), demands_of(DEMANDS)
    people = (person_of(number, draw, demands)._replace(cn=_cn(number)) for number in range(1, count + 1))
    rows = (
        (
            one.cn, one.first_name, one.last_name, f"OP{number:06d}", one.platform, one.location.title(),
            "|".join(one.states), "|".join(one.skills), "Y", FIRST_MONTH.start,
        )
        for number, one in enumerate(people, start=1)
    )  # fmt: skip
    return workbook(ROSTER, rows)


def forecast(count: int, seed: int) -> bytes:
    """So many demands with their target CPHs and six volumes; another seed draws other figures for the same."""
    draw = Random(seed)
    rows = (
        (
            one.main_lob, one.state, one.case_type, one.case_id, draw.randint(400, 2500) / 100,
            *(draw.randint(500, 9000) for _ in range(MONTHS_IN_REPORT)),
        )
        for one in demands_of(count)
    )  # fmt: skip
    return workbook((*FORECAST, *(month.label for month in report_months(FIRST_MONTH))), rows)


def allocations(count: int, demands: int, seed: int) -> bytes:
    """So many rows: one after another is a person in one of the report's months, on a demand of their own."""
    draw, known = Random(seed), demands_of(demands)
    rows = []
    for number in range(count):
        person, place = divmod(number, MONTHS_IN_REPORT)
        month, one = FIRST_MONTH.plus(place), draw.choice(known)
        rows.append((_cn(person + 1), one.main_lob, one.state, one.case_type, month.name, month.year))
    return workbook(ALLOCATIONS, rows)


def products(count: int) -> bytes:
    """So many finished goods."""
    return workbook(
        PRODUCTS, ((_sku(number), f"Product {number}", "pcs", "FINISHED_GOOD", 0) for number in range(count))
    )


def history(count: int, seed: int) -> bytes:
    """What was asked for, on so many days of each product in turn."""
    draw = Random(seed)
    days = [FIRST_DAY + timedelta(days=place) for place in range(DAYS_OF_HISTORY)]
    rows = (
        (_sku(number // DAYS_OF_HISTORY), "MAIN", days[number % DAYS_OF_HISTORY], draw.randint(0, 500), "DAY")
        for number in range(count)
    )
    return workbook(HISTORY, rows)


def _sku(number: int) -> str:
    return f"P-{number:05d}"


def _cn(number: int) -> str:
    return f"CN{100_000 + number}"


def workbook(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet with headers and rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
