"""Ledgers: signed entries of accounts, in the order of day and then of entry, whose sum is a balance.

Entries are never changed. Only an account's balance of now is kept, in a row that whoever enters holds; what it was is
computed from there back, so that recent days cost what happened since. A ledger says which table it is, and which
columns name the account and its change; the rest is the same for stock as for debts. See decision 60.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import TextClause, text

from db.engine import ReadSession
from db.shared.columns import columns_of
from db.shared.rows import ClosingRow, ShortDayRow


class Ledger(NamedTuple):
    """A table of entries with `id` and `occurred_on`, and its columns; `balances` is where balances of now are kept."""

    table: str
    account: str
    change: str
    balances: str
    balance: str

    @property
    def closing(self) -> TextClause:
        """Balances right after entries, by a window from the oldest of each account's entries to the newest.

        What came before is summed from the beginning, or taken from the balance of now where it is nearer.
        """
        after_last = f"""(SELECT coalesce(sum(b.{self.change}), 0) FROM {self.table} b
            WHERE b.{self.account} = oldest.account AND (b.occurred_on, b.id) >= (oldest.occurred_on, oldest.id))"""
        before_first = f"""(SELECT coalesce(sum(b.{self.change}), 0) FROM {self.table} b
            WHERE b.{self.account} = oldest.account AND (b.occurred_on, b.id) < (oldest.occurred_on, oldest.id))"""
        return text(f"""
            WITH page AS MATERIALIZED (
                SELECT e.{self.account} AS account, e.occurred_on, e.id FROM {self.table} e
                WHERE e.id = ANY(CAST(:ids AS bigint[]))
            ), oldest AS (
                SELECT DISTINCT ON (account) account, occurred_on, id FROM page ORDER BY account, occurred_on, id
            ), newest AS (
                SELECT DISTINCT ON (account) account, occurred_on, id FROM page
                ORDER BY account, occurred_on DESC, id DESC
            ), opening AS (
                SELECT oldest.account, oldest.occurred_on, oldest.id,
                       CASE WHEN :from_now THEN now.{self.balance} - {after_last} ELSE {before_first} END AS balance
                FROM oldest JOIN {self.balances} now ON now.id = oldest.account
            )
            SELECT entry.id, entry.closing
            FROM opening JOIN newest USING (account)
            CROSS JOIN LATERAL (
                SELECT b.id, opening.balance + sum(b.{self.change}) OVER (ORDER BY b.occurred_on, b.id) AS closing
                FROM {self.table} b
                WHERE b.{self.account} = opening.account
                  AND (b.occurred_on, b.id) >= (opening.occurred_on, opening.id)
                  AND (b.occurred_on, b.id) <= (newest.occurred_on, newest.id)
                OFFSET 0
            ) AS entry
            WHERE entry.id = ANY(CAST(:ids AS bigint[]))""")

    @property
    def short_days(self) -> TextClause:
        """Of accounts from a day on, the first day that closes below what is allowed, if there is one.

        Steps say by how much, and from which day on, an account may fall below nothing; a negative step takes back.
        """
        return text(f"""
            WITH asked AS (
                SELECT * FROM unnest(CAST(:account AS bigint[]), CAST(:since AS date[])) AS asked (account, since)
            ), step AS (
                SELECT * FROM unnest(CAST(:step_account AS bigint[]), CAST(:step_day AS date[]),
                                     CAST(:step_amount AS numeric[])) AS step (account, day, amount)
            )
            SELECT DISTINCT ON (short.account) short.account, short.day, short.closing, short.allowance
            FROM asked
            JOIN {self.balances} now ON now.id = asked.account
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(b.{self.change}), 0) AS entered FROM {self.table} b
                WHERE b.{self.account} = asked.account AND b.occurred_on >= asked.since
            ) AS later
            CROSS JOIN LATERAL (
                SELECT asked.account, day.day,
                       now.{self.balance} - later.entered + sum(sum(day.change)) OVER (ORDER BY day.day) AS closing,
                       (SELECT coalesce(sum(s.amount), 0) FROM step s
                        WHERE s.account = asked.account AND s.day <= day.day) AS allowance
                FROM (SELECT b.occurred_on AS day, b.{self.change} AS change FROM {self.table} b
                      WHERE b.{self.account} = asked.account AND b.occurred_on >= asked.since
                      UNION ALL SELECT asked.since, 0
                      UNION ALL SELECT s.day, 0 FROM step s
                      WHERE s.account = asked.account AND s.day >= asked.since) AS day
                GROUP BY day.day
            ) AS short
            WHERE short.closing + short.allowance < 0
            ORDER BY short.account, short.day""")

    @property
    def differing(self) -> TextClause:
        """Accounts whose kept balance is not the sum of their entries."""
        return text(f"""
            SELECT now.id AS account, now.{self.balance} AS kept, coalesce(entered.total, 0) AS recomputed
            FROM {self.balances} now
            LEFT JOIN (SELECT b.{self.account} AS account, sum(b.{self.change}) AS total FROM {self.table} b
                       GROUP BY b.{self.account}) AS entered ON entered.account = now.id
            WHERE now.{self.balance} <> coalesce(entered.total, 0)
            ORDER BY now.id""")


class Since(NamedTuple):
    """An account, and the day from which on its balances may be others than they were."""

    account: int
    since: date


class AllowanceStep(NamedTuple):
    """By how much more an account may fall below nothing from a day on; less, where the amount is negative."""

    step_account: int
    step_day: date
    step_amount: Decimal


async def closing_balances(
    session: ReadSession, statement: TextClause, entry_ids: Sequence[int], *, from_now: bool
) -> Sequence[ClosingRow]:
    """The balance right after each entry, by a ledger's `closing`; in no order.

    `from_now` says that the entries are recent ones: then what came after them is taken off the balance of now.
    """
    return await session.rows(statement, {"ids": list(entry_ids), "from_now": from_now}) if entry_ids else []


async def first_short_days(
    session: ReadSession, statement: TextClause, accounts: Sequence[Since], *, steps: Sequence[AllowanceStep] = ()
) -> Sequence[ShortDayRow]:
    """The first day of each account that closes below what is allowed, by a ledger's `short_days`; none if all is well.

    Asked after the entries are written, by who holds the accounts.
    """
    if not accounts:
        return []
    return await session.rows(statement, {**columns_of(Since, accounts), **columns_of(AllowanceStep, steps)})
