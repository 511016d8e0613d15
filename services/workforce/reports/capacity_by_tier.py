"""Capacity by tier: one row per month and tier over all demands asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.workforce.rows import TierRow
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.report import Key, KeyedRow
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import Slice, metrics_of_month
from services.workforce.reports.tiers import TierFigures, break_down, percent_label

T = ColumnType
CAPACITY_BY_TIER_COLUMNS = [
    Column("month", T.TEXT),
    Column("tier", T.TEXT),
    Column("tier_label", T.TEXT),
    Column("percentage", T.NUMBER),
    Column("actual_count", T.INTEGER),
    Column("placeholder_count", T.INTEGER),
    Column("fte_count", T.INTEGER),
    Column("capacity", T.NUMBER),
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("tier_id", T.INTEGER),
    *MARKS,
    Column("report", T.TEXT),
]
CAPACITY_BY_TIER_PLACE = (str, int, int, str)
"""The report, month as year and number, and the ids of the tiers that were told of it: their order may change."""


def capacity_by_tier(
    tree: CapacityTree,
    *,
    months: Sequence[Month],
    updated_at: datetime | None,
    gone: Sequence[Month] | None = None,
    after: Key | None = None,
) -> list[KeyedRow]:
    """The tiers of each month, in calendar and display order; somebody counts at the tier of their last week in it.

    With the months that a former report had besides, which may be none, tiers that are not shown are told as gone.
    `after` a place, the tiers that were told then are left out, whatever order they are in now.
    """
    by_month = dict(zip(months, map(_shown, [tree] * len(months), tree.root.months), strict=True))
    rows: list[KeyedRow] = []
    for month in sorted({*months, *(gone or ())}):
        shown_here, place = by_month.get(month, {}), (month.year, month.number)
        if after is not None and place < after[:2]:
            continue
        told = after[2].split() if after is not None and place == after[:2] else []
        for tier in tree.tiers:
            if str(tier.id) in told or (tier.id not in shown_here and gone is None):
                continue
            told.append(str(tier.id))
            figures = shown_here.get(tier.id)
            row = _row(month, tier, figures, updated_at) if figures else _gone(month, tier, updated_at)
            rows.append(((*place, " ".join(told)), row))
    return rows


def _shown(tree: CapacityTree, figures: Slice) -> dict[int, TierFigures]:
    """The figures of the tiers that a month shows, by tier."""
    by_name = {figure.name: figure for figure in break_down(figures, metrics_of_month(figures), tree.tiers).tiers}
    return {tier.id: by_name[tier.name] for tier in tree.tiers if tier.name in by_name}


def _row(month: Month, tier: TierRow, figures: TierFigures, updated_at: datetime | None) -> list[Any]:
    return [
        month.label,
        figures.name,
        figures.label,
        figures.percentage,
        figures.actual,
        figures.placeholder,
        figures.total,
        shown(figures.capacity),
        month.start,
        updated_at,
        tier.id,
        *COUNTS,
    ]


def _gone(month: Month, tier: TierRow, updated_at: datetime | None) -> list[Any]:
    about = [month.label, tier.name, percent_label(tier.percentage), tier.percentage]
    return [*about, 0, 0, 0, 0.0, month.start, updated_at, tier.id, False, updated_at]
