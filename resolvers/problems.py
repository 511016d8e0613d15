"""Refusals as problems: what a rule raises becomes part of the payload of the mutation that met it."""

from dataclasses import fields
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from db.errors import ConcurrentChange
from resolvers.audit import audit_refusal, audit_unchanged
from schema.shared import problems as words
from schema.shared.node import global_id
from services.shared.errors import AlreadyExists, Conflict, Refusal, Refusals

_WORD_OF = {word.__name__: word for word in words.PROBLEMS}
_ATTEMPTS = 3  # of a mutation that lost a race: the next attempt sees what the winner did


def problem(refusal: Refusal) -> words.Problem:
    """A refusal in the words of the API: the problem type of its name, with the data it carries."""
    own = {one.name: getattr(refusal, one.name) for one in fields(refusal)}
    if isinstance(refusal, AlreadyExists):
        kind, existing = own.pop("kind"), own.pop("existing_key")
        own["existing_id"] = None if existing is None else global_id(kind, existing)
    given = {**own, "code": words.ProblemCode(refusal.code), "path": list(refusal.path)}
    return _WORD_OF[type(refusal).__name__](**given)


class ProblemsExtension(FieldExtension):
    """Turns refusals into the problems of the payload, and tries again when another transaction was faster."""

    async def resolve_async(self, next_: Any, source: Any, info: strawberry.Info, **arguments: Any) -> Any:
        """Carry the mutation out; nothing of a refused attempt stays, its transaction is rolled back."""
        context = info.context
        context.operation = info.field_name
        payload = await self._carried_out(next_, source, info, arguments)
        if payload.problems:
            await audit_refusal(context, [(one.code.value, one.path, one.message) for one in payload.problems])
        else:
            await audit_unchanged(context)
        context.operation = None
        return payload

    async def _carried_out(self, next_: Any, source: Any, info: strawberry.Info, arguments: Any) -> Any:
        for attempt in range(_ATTEMPTS):
            try:
                return await next_(source, info, **arguments)
            except Refusal as refusal:
                return _refused(info, [refusal])
            except Refusals as several:
                return _refused(info, several.refusals)
            except ConcurrentChange as race:
                if attempt == _ATTEMPTS - 1:
                    return _refused(info, [Conflict(f"{race}; ask again")])
        return None


def _refused(info: strawberry.Info, refusals: list[Refusal]) -> Any:
    payload: Any = info.return_type
    return payload(problems=[problem(refusal) for refusal in refusals])
