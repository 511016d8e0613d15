"""Creating placeholders: planned hires with consecutive numbers."""

from collections.abc import Mapping, Sequence

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.shared.bounds import Bound
from db.shared.enums import WorkType
from db.workforce.people import NewPlaceholder, insert_placeholders, next_placeholder_number
from db.workforce.rows import PersonRow
from services.shared.inputs import Inputs
from services.shared.text import key
from services.workforce.people.spelling import kept_spelling

BATCHES = Bound(least=1, most=500, places=0)
DEFAULT_PREFIX = "To be hired"


async def create_placeholders(
    session: WriteSession,
    *,
    count: int,
    platform: str,
    location: WorkType,
    states: Sequence[str],
    skills: Sequence[str],
    display_name_prefix: str,
) -> Sequence[PersonRow]:
    """Create a batch; returns the rows in the order of their numbers. Raises Refusals of InvalidInput."""
    inputs = Inputs("input")
    inputs.whole("count", count, BATCHES)
    values: dict[str, object] = {"location": location, "states": inputs.states("states", states)}
    platform, skills = inputs.text("platform", platform), inputs.texts("skills", skills)
    prefix = inputs.text("displayNamePrefix", display_name_prefix)
    inputs.refuse()
    values |= await kept_spelling(session, platform=platform, skills=skills)
    return await number_and_insert(session, count, values, prefix=prefix)


async def create_for_demand(
    session: WriteSession, demand: DemandRow, count: int, *, created_for: tuple[int, int] | None = None
) -> Sequence[PersonRow]:
    """Create placeholders that can do a demand's work, for a (year, week) where that is what asks for them."""
    values = {
        "platform": demand.platform,
        "location": demand.locality,
        "states": [demand.state],
        "skills": [demand.case_type],
    }
    return await number_and_insert(session, count, values, prefix=DEFAULT_PREFIX, created_for=created_for)


async def number_and_insert(
    session: WriteSession,
    count: int,
    values: Mapping[str, object],
    *,
    prefix: str,
    created_for: tuple[int, int] | None = None,
) -> Sequence[PersonRow]:
    """Number and write placeholders that share their values."""
    if not count:
        return []
    first = await next_placeholder_number(session, count)
    cns = [f"TBH-{number:03d}" for number in range(first, first + count)]
    new = [NewPlaceholder(cn, key(cn), f"{prefix} {cn}") for cn in cns]
    year, week = created_for or (None, None)
    return await insert_placeholders(session, new, {**values, "created_for_year": year, "created_for_week": week})
