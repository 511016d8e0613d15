"""Assignments that their people can no longer do, once platform, location, states or skills are others."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.forecast.rows import DemandNameRow
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.workforce.places import of_person

# Lists travel inside one array element each, joined by a character that the importers refuse in any text.
_SEPARATOR = "\x1f"


class ProposedFit(NamedTuple):
    """Where somebody will work, and what they will be able to do."""

    resource_id: int
    platform: str
    location: WorkType
    states: Sequence[str]
    skills: Sequence[str]


class UnfittingRow(DemandNameRow, Protocol):
    """An assignment that does not fit, with its demand; `total` is how many there are in all."""

    @property
    def id(self) -> int: ...
    @property
    def resource_id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def total(self) -> int: ...


_UNFITTING = text(f"""
    SELECT a.id, a.resource_id, a.year, a.week, d.main_lob, d.state, d.case_type, (count(*) OVER ())::int AS total
    FROM unnest(CAST(:resource_id AS bigint[]), CAST(:platform AS text[]), CAST(:location AS text[]),
                CAST(:states AS text[]), CAST(:skills AS text[]))
         AS p (resource_id, platform, location, states, skills)
    CROSS JOIN LATERAL (
        SELECT id, resource_id, demand_id, year, week FROM assignment
        WHERE NOT is_forced AND NOT id = ANY(CAST(:ending AS bigint[])) AND {of_person("p.resource_id")}
    ) AS a
    CROSS JOIN LATERAL (
        SELECT main_lob, state, case_type, platform, locality FROM demand WHERE id = a.demand_id OFFSET 0
    ) AS d
    WHERE d.platform <> p.platform OR d.locality <> p.location
       OR NOT (d.state = 'N/A' OR d.state = ANY(string_to_array(p.states, chr(31))))
       OR NOT d.case_type = ANY(string_to_array(p.skills, chr(31)))
    ORDER BY (a.year, a.week) < (:year, :week), a.resource_id, a.year, a.week LIMIT :most""")


async def unfitting_assignments(
    session: ReadSession,
    proposed: Sequence[ProposedFit],
    *,
    year: int,
    week: int,
    ending: Collection[int],
    most: int,
) -> Sequence[UnfittingRow]:
    """Active assignments that their people will not be able to do, at most so many; from a (year, week) on come first.

    Those that were forced, or are about to end, are left out.
    """
    if not proposed:
        return []
    columns = columns_of(ProposedFit, proposed)
    for name in ("states", "skills"):
        columns[name] = [_SEPARATOR.join(words) for words in columns[name]]
    values = {**columns, "year": year, "week": week, "ending": sorted(ending), "most": most}
    return await session.rows(_UNFITTING, values)
