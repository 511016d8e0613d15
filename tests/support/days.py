"""Calls of reads about people's days, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.workforce import fitness, free_people, people, presence

GONE = date(2020, 1, 31)


async def of_somebody_gone(world: Any, find: Callable[[WriteSession], Awaitable[Any]]) -> Any:
    """What is found of somebody whose days ended before their assignments began."""
    await people.update_resource(world.session, world.person.id, {"hire_date": None, "last_day": GONE})
    return await find(world.session)


async def everybody_bounded(session: WriteSession) -> Any:
    """Weeks of 2025 that somebody works in part or not at all."""
    return await presence.bounded_weeks(session, start=date(2025, 1, 1), finish=date(2025, 12, 31))


def leaving(world: Any) -> presence.ProposedDays:
    """Somebody of whom it is proposed that they leave."""
    return presence.ProposedDays(world.person.id, world.person.location, None, GONE, True, False, False, False)


def unable(world: Any) -> fitness.ProposedFit:
    """Somebody of whom it is proposed that they can do nothing."""
    return fitness.ProposedFit(world.person.id, "Other", world.person.location, ["TX"], ["Nothing"])


def week(world: Any) -> tuple[int, int]:
    """The week of the assignment."""
    return world.assignment.year, world.assignment.week


CALLS_ABOUT_DAYS: dict[str, Callable[[Any], Any]] = {
    "db.workforce.free_people.free_hours": lambda w: free_people.free_hours(
        w.session, [free_people.AskedWeek(2025, 23)], skill_key="claims"
    ),
    "db.workforce.fitness.unfitting_assignments": lambda w: fitness.unfitting_assignments(
        w.session, [unable(w)], year=2020, week=1, ending=[], most=3
    ),
    "db.workforce.presence.bounded_weeks": lambda w: of_somebody_gone(w, everybody_bounded),
    "db.workforce.presence.ending_weeks": lambda w: presence.ending_weeks(w.session, [leaving(w)], year=2025, week=1),
    "db.workforce.presence.keep_as_history": lambda w: of_somebody_gone(
        w, lambda session: presence.keep_as_history(session, [w.person.id])
    ),
    "db.workforce.presence.kept_weeks": lambda w: presence.kept_weeks(
        w.session, [leaving(w)], year=2020, week=1, ending=[]
    ),
    "db.workforce.presence.weeks_without_days": lambda w: of_somebody_gone(
        w, lambda session: presence.weeks_without_days(session, [week(w)], w.person.location)
    ),
}
