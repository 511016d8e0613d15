"""Demands: kinds of work, kept once per tenant."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, text

from db.engine import ReadSession, WriteSession
from db.forecast.models import Demand
from db.forecast.rows import DemandRow, FoundDemandRow
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.shared.statistics import take_statistics

_demands: Select[*tuple[Any, ...]] = select(*Demand.__table__.columns)

_DEMANDS_BY_KEYS = text("""
    SELECT asked.place::int - 1 AS place, d.*
    FROM unnest(CAST(:lobs AS text[]), CAST(:states AS text[]), CAST(:case_types AS text[]))
         WITH ORDINALITY AS asked (lob, state, case_type, place)
    CROSS JOIN LATERAL (SELECT spelling FROM term WHERE kind = 'MAIN_LOB' AND key = asked.lob OFFSET 0) AS l
    CROSS JOIN LATERAL (SELECT spelling FROM term WHERE kind = 'CASE_TYPE' AND key = asked.case_type OFFSET 0) AS c
    CROSS JOIN LATERAL (
        SELECT * FROM demand WHERE main_lob = l.spelling AND state = asked.state AND case_type = c.spelling OFFSET 0
    ) AS d
    ORDER BY asked.place""").columns(locality=Demand.locality.type)

DEMANDS_BY_IDS = ReadingByKeys(_demands, Demand.id)


async def demands_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[DemandRow]:
    """Demands by id."""
    return await session.rows(_demands.where(Demand.id == func.any(list(ids))))


async def demands_by_keys(session: ReadSession, keys: Sequence[tuple[str, str, str]]) -> Sequence[FoundDemandRow]:
    """Demands by (main LOB key, state, case type key); `place` says which of the keys each answers, from 0."""
    lobs, states, case_types = ([key[place] for key in keys] for place in range(3))
    return await session.rows(_DEMANDS_BY_KEYS, {"lobs": lobs, "states": states, "case_types": case_types})


async def all_demands(session: ReadSession) -> Sequence[DemandRow]:
    """Every demand of the tenant."""
    return await session.rows(_demands.order_by(Demand.id))


class NewDemand(NamedTuple):
    """A kind of work as imported, in canonical spelling."""

    main_lob: str
    state: str
    case_type: str
    case_id: str
    platform: str
    locality: WorkType


_INSERT_DEMANDS = text("""
    INSERT INTO demand (tenant_id, main_lob, state, case_type, case_id, platform, locality)
    SELECT :tenant, main_lob, state, case_type, case_id, platform, locality
    FROM unnest(CAST(:main_lob AS text[]), CAST(:state AS text[]), CAST(:case_type AS text[]), CAST(:case_id AS text[]),
                CAST(:platform AS text[]), CAST(:locality AS text[]))
         WITH ORDINALITY AS new (main_lob, state, case_type, case_id, platform, locality, place)
    ORDER BY place
    RETURNING id, main_lob, state, case_type""")

_UPDATE_CASE_IDS = text("""
    UPDATE demand SET case_id = new.case_id
    FROM unnest(CAST(:demand_ids AS bigint[]), CAST(:case_ids AS text[])) AS new (demand_id, case_id)
    WHERE demand.id = new.demand_id""")


async def insert_demands(session: WriteSession, demands: Sequence[NewDemand]) -> dict[tuple[str, str, str], int]:
    """Create demands that are not there; returns (main LOB, state, case type) → id."""
    values = {"tenant": session.tenant_id, **columns_of(NewDemand, demands)}
    rows = await session.rows(_INSERT_DEMANDS, values)
    await take_statistics(session, "demand", len(rows))
    return {(row.main_lob, row.state, row.case_type): row.id for row in rows}


async def update_case_ids(session: WriteSession, case_ids: Mapping[int, str]) -> None:
    """Give demands, by id, other case ids, which every report shows."""
    values = {"demand_ids": list(case_ids), "case_ids": list(case_ids.values())}
    await session.run(_UPDATE_CASE_IDS, values)
