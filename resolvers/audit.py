"""Audit rows that no trigger writes: what was refused, and what changed nothing."""

from collections.abc import Sequence

from db.shared.audit import insert_refusal, insert_unchanged
from resolvers.context import Context

Problem = tuple[str, Sequence[str], str]
"""Code, path and message."""


async def audit_refusal(context: Context, problems: Sequence[Problem]) -> None:
    """Note that the mutation under way was refused.

    In a transaction of its own, since its own is gone; where the whole operation is one, in that.
    """
    doing = context.doing
    assert doing is not None
    said = [{"code": code, "path": list(path), "message": message} for code, path, message in problems]
    context.refused.append((doing, said))
    async with context.note() as session:
        await insert_refusal(session, doing, said)


async def audit_refusals_again(context: Context) -> None:
    """Note what was refused in the operation's one transaction, once that has been undone."""
    if context.refused:
        async with context.note() as session:
            for doing, said in context.refused:
                await insert_refusal(session, doing, said)


async def audit_unchanged(context: Context) -> None:
    """Note that the mutation under way changed nothing, where it did: a dry run, or a commit that was done before."""
    doing = context.doing
    assert doing is not None
    async with context.note() as session:
        await insert_unchanged(session, doing)
