"""Levels of assignments: the tier and the percentage that stand for a whole week, changed a set at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.columns import columns_of
from db.workforce.models import Assignment
from db.workforce.rows import AssignmentRow

# Rows of written SQL give a closed set as texts unless they are told which.
_ENUMS = {"assignment_type": Assignment.assignment_type.type}

# Of a part week the whole one's percentage changes; the part of it is left to a recalculation.
_LEVEL = """whole_week_percentage = CASE WHEN whole_week_percentage IS NOT NULL THEN CAST({level} AS float8) END,
        production_percentage = CASE WHEN whole_week_percentage IS NULL THEN CAST({level} AS float8)
                                     ELSE production_percentage END"""

_CHANGE_LEVELS = text(f"""
    UPDATE assignment SET tier_id = new.tier, {_LEVEL.format(level="new.percentage")}
    FROM unnest(CAST(:assignment_id AS bigint[]), CAST(:tier_id AS bigint[]), CAST(:percentage AS float8[]))
         AS new (id, tier, percentage)
    WHERE assignment.id = new.id AND is_active RETURNING assignment.*""").columns(**_ENUMS)

_FOLLOW_PERCENTAGE = text(f"""
    UPDATE assignment SET {_LEVEL.format(level=":now")}
    WHERE is_active AND tier_id = :tier_id AND coalesce(whole_week_percentage, production_percentage) = :was
    RETURNING id""")


class NewLevel(NamedTuple):
    """Another tier of an assignment, and the percentage that it has of a whole week."""

    assignment_id: int
    tier_id: int
    percentage: float


async def change_levels(session: WriteSession, levels: Sequence[NewLevel]) -> Sequence[AssignmentRow]:
    """Give active assignments other tiers and percentages; returns those that are active still.

    Of weeks worked in part, the part of it is left to a recalculation.
    """
    return await session.rows(_CHANGE_LEVELS, columns_of(NewLevel, levels)) if levels else []


async def replace_percentage(session: WriteSession, tier_id: int, *, was: float, now: float) -> list[int]:
    """Give active assignments at a tier its new percentage where they had its old one; returns their ids."""
    rows = await session.rows(_FOLLOW_PERCENTAGE, {"tier_id": tier_id, "was": was, "now": now})
    return [row.id for row in rows]
