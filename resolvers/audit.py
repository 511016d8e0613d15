"""Audit rows that no trigger writes: what was refused, and what changed nothing."""

from collections.abc import Sequence

from db.shared.audit import insert_refusal, insert_unchanged
from resolvers.context import Context

Problem = tuple[str, Sequence[str], str]
"""Code, path and message."""


async def audit_refusal(context: Context, problems: Sequence[Problem]) -> None:
    """Write down that the mutation under way was refused.

    Its own transaction is rolled back by now, so that this is another one; a part of the operation's transaction, where
    the whole operation is one.
    """
    doing = context.doing
    assert doing is not None
    refusal = [{"code": code, "path": list(path), "message": message} for code, path, message in problems]
    context.refusals.append((doing, refusal))
    async with context.write_audit() as session:
        await insert_refusal(session, doing, refusal)


async def audit_refusals_again(context: Context) -> None:
    """Write the operation's refusals down once more, after its one transaction was rolled back with them."""
    if context.refusals:
        async with context.write_audit() as session:
            for doing, refusal in context.refusals:
                await insert_refusal(session, doing, refusal)


async def audit_unchanged(context: Context) -> None:
    """Write down a mutation that changed nothing, for which no trigger did: a dry run, or a repeated commit."""
    doing = context.doing
    assert doing is not None
    async with context.write_audit() as session:
        await insert_unchanged(session, doing)
