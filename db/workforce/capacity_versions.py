"""Versions of a report's capacity, month by month: which months changed since somebody looked.

A version is made of random stamps and never counted, so that none comes back after a failover or a restored backup. As
with the versions of answers (decision 26) a change takes a row that nobody else holds, or adds one: nobody waits.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.postgres.notifications import Channel
from db.workforce.figure_rows import CapacityVersionRow

ReportMonth = tuple[int, int]
"""A forecast month of a report: (report id, forecast month index)."""

_STAMP = text("""
    WITH changed AS (
        SELECT report_id, month_index
        FROM unnest(CAST(:report_ids AS bigint[]), CAST(:month_indexes AS int[])) AS given (report_id, month_index)
    ), free AS (
        SELECT found.id, changed.report_id, changed.month_index
        FROM changed CROSS JOIN LATERAL (
            SELECT v.id FROM capacity_version v
            WHERE v.report_id = changed.report_id AND v.month_index = changed.month_index
            LIMIT 1 FOR UPDATE SKIP LOCKED
        ) AS found
    ), stamped AS (
        UPDATE capacity_version v SET stamp = gen_random_uuid() FROM free WHERE v.id = free.id
    )
    INSERT INTO capacity_version (tenant_id, report_id, month_index, stamp)
    SELECT :tenant, report_id, month_index, gen_random_uuid()
    FROM (SELECT report_id, month_index FROM changed EXCEPT SELECT report_id, month_index FROM free) AS missing""")

_VERSIONS = text("""
    SELECT report_id, month_index, left(md5(string_agg(stamp::text, ',' ORDER BY stamp)), 16) AS version
    FROM capacity_version WHERE report_id = ANY(CAST(:report_ids AS bigint[]))
    GROUP BY report_id, month_index ORDER BY report_id, month_index""")


async def note_capacity_changes(session: WriteSession, months: Collection[ReportMonth]) -> None:
    """Give months of reports new versions, and tell whoever listens once this transaction has committed."""
    if not months:
        return
    report_ids, month_indexes = (list(column) for column in zip(*sorted(set(months)), strict=True))
    values = {"report_ids": report_ids, "month_indexes": month_indexes, "tenant": session.tenant_id}
    await session.run(_STAMP, values)
    await session.notify(Channel.CAPACITY, reports=sorted(set(report_ids)))


async def capacity_versions(session: ReadSession, report_ids: Collection[int]) -> Sequence[CapacityVersionRow]:
    """The versions of some reports' months, sixteen hexadecimal digits each; a month that never changed has none."""
    return await session.rows(_VERSIONS, {"report_ids": list(report_ids)})
