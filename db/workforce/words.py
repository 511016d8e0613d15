"""Words that demands are named by and people are described with: platforms, case types and states."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import text

from db.engine import ReadSession

_WORDS = text("""
    SELECT DISTINCT 'platform' AS kind, platform AS word, true AS is_of_demand FROM demand
    UNION ALL SELECT DISTINCT 'skill', case_type, true FROM demand
    UNION ALL SELECT DISTINCT 'state', state, true FROM demand
    UNION ALL SELECT DISTINCT 'platform', platform, false FROM resource
    UNION ALL SELECT DISTINCT 'skill', skill, false FROM resource CROSS JOIN LATERAL unnest(skills) AS skill
    UNION ALL SELECT DISTINCT 'state', state, false FROM resource CROSS JOIN LATERAL unnest(states) AS state""")


class KnownWords(NamedTuple):
    """The words of one kind in use: those of demands, and those of people."""

    of_demands: frozenset[str]
    of_people: frozenset[str]


async def words_in_use(session: ReadSession) -> Mapping[str, KnownWords]:
    """The words in use by kind: "platform", "skill", "state"."""
    found: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for row in await session.rows(_WORDS):
        found[row.kind, row.is_of_demand].add(row.word)
    return {
        kind: KnownWords(frozenset(found[kind, True]), frozenset(found[kind, False]))
        for kind in ("platform", "skill", "state")
    }
