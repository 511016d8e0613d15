"""Who is writing: every transaction that may write says since when, so that a reader knows what may still change.

A row says when the statement began that changed it, but is seen only once its transaction has committed, later than
rows that say a later time. So a transaction holds, from its begin to its end, an advisory lock whose second key is the
second it began in; everybody can look at locks, whatever role they work as, and nobody ever waits for these.
"""

from uuid import UUID

from sqlalchemy import TextClause, text

_SECOND = "extract(epoch FROM {moment} - timestamptz '2020-01-01 00:00:00+00')"


def say_writing(tenant_id: UUID) -> str:
    """The statement by which a transaction says that it writes from now on, until it ends."""
    second = f"floor({_SECOND.format(moment='clock_timestamp()')})::int"
    return f"SELECT pg_advisory_xact_lock_shared(hashtext('{tenant_id}'), {second})"


def settled(tenant_id: UUID) -> TextClause:
    """The moment before which no change of a tenant is still under way.

    What a transaction that begins after this statement has ended does not see, is changed at that moment or later. The
    beginning of the statement is taken before locks are looked at; whoever begins to write in between writes later.
    """
    return text(f"""
        SELECT least(statement_timestamp(),
                     min(timestamptz '2020-01-01 00:00:00+00' + make_interval(secs => objid::bigint)))
        FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = (hashtext('{tenant_id}')::bigint & 4294967295)::oid""")
