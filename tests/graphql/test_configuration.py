"""Tiers, months and weeks against the sample files and the calendar."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.workforce.tiers import DEFAULT_TIERS
from tests.conftest import Client
from tests.graphql.sample_figures import label
from tests.graphql.sample_hours import MONTHS, month_hours, week_hours, weeks_of, working_time
from tests.graphql.trees import is_same

TIME = "workType workHours occupancy shrinkage productiveHours workingDays"


async def test_the_four_default_tiers_are_there_in_display_order(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        "{ capacityTiers { name percentage label description isActive displayOrder } }"
    )
    assert answer["capacityTiers"] == [
        {
            "name": name,
            "percentage": float(share),
            "label": f"{share * 100:.0f}%",
            "description": description,
            "isActive": True,
            "displayOrder": order,
        }
        for order, (name, share, description) in enumerate(DEFAULT_TIERS, start=1)
    ]


async def test_months_have_the_working_time_of_the_file(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        f"{{ monthConfigurations(year: 2025) {{ month {{ label name year number }} {TIME} }} }}"
    )
    shown = answer["monthConfigurations"]
    assert len(shown) == 24
    for row in shown:
        month, locality = (2025, row["month"]["number"]), row["workType"].title()
        days, hours, occupancy, shrinkage = working_time()[month, locality]
        assert (row["month"]["name"], row["month"]["label"]) == (MONTHS[month[1] - 1], label(month))
        figures = [row[name] for name in ("workingDays", "workHours", "occupancy", "shrinkage")]
        assert figures == [int(days), float(hours), float(occupancy), float(shrinkage)]
        assert is_same(row["productiveHours"], month_hours(month, locality))


async def test_weeks_count_for_the_month_of_their_thursday(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        f"{{ weekConfigurations(year: 2025) {{ year week startDate endDate month {{ year number }} {TIME} }} }}"
    )
    shown = {(row["workType"], row["year"], row["week"]): row for row in answer["weekConfigurations"]}
    assert len(shown) == len(answer["weekConfigurations"]) == 2 * 52
    for number in range(1, 13):
        for year, week in weeks_of((2025, number)):
            monday = date.fromisocalendar(year, week, 1)
            for locality in ("Domestic", "Global"):
                row = shown[locality.upper(), year, week]
                assert row["month"] == {"year": 2025, "number": number}
                assert row["startDate"] == monday.isoformat()
                assert row["endDate"] == (monday + timedelta(days=6)).isoformat()
                assert row["workingDays"] == 5
                assert is_same(row["productiveHours"], week_hours((2025, number), locality))


async def test_june_has_four_weeks_and_july_begins_on_its_30th(sample_client: Client) -> None:
    asked = "query($m: Int) { weekConfigurations(year: 2025, month: $m, workType: GLOBAL) { startDate workType } }"
    june = (await sample_client("VIEWER").ask(asked, m=6))["weekConfigurations"]
    july = (await sample_client("VIEWER").ask(asked, m=7))["weekConfigurations"]
    assert [row["startDate"] for row in june] == ["2025-06-02", "2025-06-09", "2025-06-16", "2025-06-23"]
    assert july[0]["startDate"] == "2025-06-30"
    assert {row["workType"] for row in june + july} == {"GLOBAL"}


@pytest.mark.parametrize(
    "arguments", ["year: 2031", "year: -1", "year: 2147483647", "year: 2025, month: 13", "year: 2025, month: -1"]
)
async def test_a_time_without_configuration_has_none(sample_client: Client, arguments: str) -> None:
    answer = await sample_client("VIEWER").ask(f"{{ weekConfigurations({arguments}) {{ id }} }}")
    assert answer == {"weekConfigurations": []}


async def test_one_work_type_can_be_asked_for_alone(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(
        "{ monthConfigurations(year: 2025, workType: DOMESTIC) { month { number } workType shrinkage } }"
    )
    assert [row["month"]["number"] for row in answer["monthConfigurations"]] == list(range(1, 13))
    assert {row["workType"] for row in answer["monthConfigurations"]} == {"DOMESTIC"}
    assert Decimal(str(answer["monthConfigurations"][10]["shrinkage"])) == Decimal("0.15")
