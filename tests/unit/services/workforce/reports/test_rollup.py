"""Rolling up, compared with a naive model written from the rules: people count once, volumes add up, FTE are means."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.shared.enums import WorkType
from db.workforce.rollup_rows import DemandWords
from services.workforce.reports.figures import Metrics
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Node, metrics_of_horizon, metrics_of_month, roll_up
from services.workforce.reports.tiers import break_down, percent_label

TIERS = [
    SimpleNamespace(id=number, name=name, percentage=share, is_active=number != 4)
    for number, (name, share) in enumerate([("Full", 1.0), ("Ramp", 0.75), ("Half", 0.5), ("Old", 0.25)], start=1)
]
demands = st.tuples(
    st.sampled_from(["Amisys Medicaid DOMESTIC", "Amisys Duals OFFSHORE", "Facets Duals DOMESTIC"]),
    st.sampled_from(["FL", "TX", "N/A"]),
    st.sampled_from(["Claims", "Appeals"]),
)
quarters = st.integers(0, 400).map(lambda number: number / 4)


Row = SimpleNamespace


class Stored:
    """Rows as the rollup takes them: by column, each with the places of its demand and month."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.demands = list(dict.fromkeys(row.words for row in rows))
        self.demand_of = [self.demands.index(row.words) for row in rows]
        self.month_of = [row.month for row in rows]

    def column(self, name: str) -> list[Any]:
        return [getattr(row, name) for row in self.rows]


@st.composite
def summaries(draw: st.DrawFn) -> list[Row]:
    rows = []
    for main_lob, state, case_type in draw(st.lists(demands, unique=True, max_size=6)):
        locality = WorkType.DOMESTIC if main_lob.endswith("DOMESTIC") else WorkType.GLOBAL
        for month in range(1, 7):
            if draw(st.integers(0, 9)) == 0:
                continue  # a demand may lack a month
            # Whether somebody is a placeholder is a fact about them, not about a cell: odd ids are.
            people = sorted(draw(st.sets(st.integers(1, 9), max_size=4)))
            flags = [bool(person % 2) for person in people]
            capacities = [draw(quarters) for _ in TIERS]
            fte = draw(quarters)
            rows.append(
                Row(
                    words=DemandWords(main_lob, state, case_type, main_lob.split()[0], locality),
                    month=month,
                    fte_avail=draw(st.integers(0, 50)),
                    planned_capacity=draw(st.integers(0, 5000)),
                    total_forecast=draw(st.integers(0, 5000)),
                    fte_required=draw(st.integers(0, 50)),
                    actual_headcount=len(people) - sum(flags),
                    placeholder_headcount=sum(flags),
                    total_capacity=sum(capacities),
                    actual_capacity=sum(capacities),
                    placeholder_capacity=0.0,
                    total_fte_equivalent=fte,
                    actual_fte_equivalent=fte,
                    placeholder_fte_equivalent=0.0,
                    fte_weeks=fte * 4,
                    fte_gap=draw(st.none() | quarters.map(lambda number: number - 50)),
                    drift_people=draw(quarters),
                    drift_calendar=draw(quarters),
                    drift_occupancy=draw(quarters),
                    person_ids=people,
                    person_is_placeholder=flags,
                    person_tier_ids=[draw(st.integers(1, 4)) for _ in people],
                    person_last_weeks=[202500 + month * 4 + draw(st.integers(0, 3)) for _ in people],
                    tier_ids=[tier.id for tier in TIERS],
                    tier_capacities=capacities,
                )
            )
    return rows


def half_up(total: int) -> int:
    return int((Decimal(total) / 6).quantize(Decimal(1), ROUND_HALF_UP))


def assert_right(node: Node, rows: list[Row]) -> None:
    """A node's figures are those of its rows, added up the slow way."""
    for index, month in enumerate(node.months, start=1):
        of_month = [row for row in rows if row.month == index]
        found = metrics_of_month(month)
        assert found.forecast == sum(row.total_forecast for row in of_month)
        assert found.headcount == len({person for row in of_month for person in row.person_ids})
        assert found.capacity == sum(row.total_capacity for row in of_month)
        assert found.fte_required == sum(row.fte_required for row in of_month)
        assert found.drift == found.capacity - sum(row.planned_capacity for row in of_month)
        assert_in_people(found, of_month, [sum_of_known([row.fte_gap for row in of_month])])
    found = metrics_of_horizon(node)
    monthly = [sum_of_known([row.fte_gap for row in rows if row.month == index]) for index in range(1, 7)]
    assert_in_people(found, rows, monthly)
    people = {person for row in rows for person in row.person_ids}
    assert (found.headcount, found.placeholder_count) == (len(people), sum(person % 2 for person in people))
    assert found.actual_count + found.placeholder_count == found.headcount
    assert found.forecast == sum(row.total_forecast for row in rows)
    assert found.gap == found.capacity - found.forecast
    assert found.coverage == (found.capacity / found.forecast if found.forecast else None)
    assert found.fte_equivalent == pytest.approx(sum(row.total_fte_equivalent for row in rows) / 6)
    assert found.fte_required == half_up(sum(row.fte_required for row in rows))
    assert found.planned_fte == half_up(sum(row.fte_avail for row in rows))
    assert_tiers_right(node, rows)


def sum_of_known(gaps: list[float | None]) -> float | None:
    known = [gap for gap in gaps if gap is not None]
    return sum(known) if known else None


def assert_in_people(found: Metrics, rows: list[Row], monthly_gaps: list[float | None]) -> None:
    """Weeks of FTE and parts of drift add up; the gap in people is the mean of the months in which it is known."""
    known = [gap for gap in monthly_gaps if gap is not None]
    assert found.fte_gap == (pytest.approx(sum(known) / len(known)) if known else None)
    assert found.fte_weeks == sum(row.fte_weeks for row in rows)
    parts = found.drift_parts
    assert parts[:3] == tuple(sum(getattr(row, f"drift_{name}") for row in rows) for name in parts._fields[:3])
    assert parts.people + parts.calendar + parts.occupancy + parts.rounding == found.drift


def assert_tiers_right(node: Node, rows: list[Row]) -> None:
    """Everybody is at the tier of their last week, so that tier counts add up to the headcount."""
    last: dict[int, tuple[int, int]] = {}
    for row in rows:
        for person, week, tier in zip(row.person_ids, row.person_last_weeks, row.person_tier_ids, strict=True):
            last[person] = max(last.get(person, (0, 0)), (week, tier))
    breakdown = break_down(node.horizon, metrics_of_horizon(node), TIERS)
    counts = {tier.name: tier.total for tier in breakdown.tiers}
    for tier in TIERS:
        expected = sum(at == tier.id for _, at in last.values())
        assert counts.get(tier.name, 0) == expected
        assert tier.name in counts or not (expected or tier.is_active)
    assert sum(counts.values()) == len(last)


@settings(max_examples=150, deadline=None)
@given(summaries(), st.lists(st.sampled_from(list(Level)), unique=True, max_size=3))
def test_every_node_is_what_its_demands_add_up_to(rows: list[Row], levels: list[Level]) -> None:
    seen: list[str] = []

    def walk(node: Node, below: list[Row], depth: int) -> None:
        seen.append(node.place.slug)
        assert_right(node, below)
        if depth == len(levels):
            return
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in below:
            groups[levels[depth].key(row.words)].append(row)
        assert len(node.children) == len(groups)
        totals = sorted(metrics_of_horizon(child).forecast for child in node.children)
        assert totals == sorted(sum(row.total_forecast for row in group) for group in groups.values())
        names = [child.place.name.casefold() for child in node.children]
        assert names == sorted(names)
        for child in node.children:
            group = next(
                members
                for members in groups.values()
                if {id(rows[place]) for place in child.horizon.rows()} == {id(row) for row in members}
            )
            walk(child, group, depth + 1)

    walk(roll_up(Stored(rows), levels), rows, 0)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("share", "label"), [(1.0, "100%"), (0.75, "75%"), (0.125, "12.5%"), (0.1, "10%")])
def test_a_share_is_labelled_in_percent(share: float, label: str) -> None:
    assert percent_label(share) == label
