"""Refusals as problems: what a rule raises becomes part of the payload of the mutation that met it."""

from dataclasses import fields
from functools import partial
from typing import Any

from strawberry.extensions import FieldExtension

from db.errors import ConcurrentChange
from resolvers.audit import audit_refusal, audit_unchanged
from resolvers.context import Info
from resolvers.texts import named_by_empty_texts, refuse_control_characters
from schema.shared.node import global_id
from schema.shared.problems import PROBLEMS, Problem, ProblemCode
from services.shared.errors import AlreadyExists, Conflict, InvalidInput, Refusal, Refusals

_PROBLEM_TYPES = {type_.__name__: type_ for type_ in PROBLEMS}
MOST_PROBLEMS = 100  # of one answer; beside them stands how many more there are
ATTEMPTS = 3  # of a mutation that another transaction overtook: the next attempt sees what the other one did


def problem(refusal: Refusal) -> Problem:
    """A refusal as the problem type of the same name, with the data it carries."""
    data = {field.name: getattr(refusal, field.name) for field in fields(refusal)}
    if isinstance(refusal, AlreadyExists):
        kind, existing_key = data.pop("kind"), data.pop("existing_key")
        data["existing_id"] = None if existing_key is None else global_id(kind, existing_key)
    data |= {"code": ProblemCode(refusal.code), "path": list(refusal.path)}
    return _PROBLEM_TYPES[type(refusal).__name__](**data)


class ProblemsExtension(FieldExtension):
    """Turns refusals into the problems of the payload, and tries again when another transaction was faster.

    Items of the argument `apart` stand each for itself: what is wrong with the texts of one is told in its own result.
    """

    def __init__(self, *, apart: str | None = None) -> None:
        self.apart = apart

    async def resolve_async(self, next_: Any, source: Any, info: Info, **arguments: Any) -> Any:
        """Resolve the mutation, and see to it that the audit log has an entry of it.

        Nothing of a refused attempt stays: its transaction was rolled back when the refusal was raised through it.
        """
        context = info.context
        await context.end_answer()  # of the mutation before, whose answer is made
        context.mutation_name = info.field_name
        payload = await self._resolve(next_, source, info, arguments)
        if payload.problems:
            problems = [(item.code.value, item.path, item.message) for item in payload.problems]
            await context.after_answer(partial(audit_refusal, context, problems))
        else:
            await context.after_answer(partial(audit_unchanged, context))
        context.mutation_name = None
        return payload

    async def _resolve(self, next_: Any, source: Any, info: Info, arguments: Any) -> Any:
        asked = info._raw_info.parent_type, info.field_name, arguments
        for attempt in range(ATTEMPTS):
            try:
                refuse_control_characters(*asked, apart=self.apart)
                return await next_(source, info, **arguments)
            except Refusal as refusal:
                return _refused_payload(info, named_by_empty_texts([refusal], *asked))
            except Refusals as several:
                listed, rest = several.refusals[:MOST_PROBLEMS], several.refusals[MOST_PROBLEMS:]
                return _refused_payload(info, [*named_by_empty_texts(listed, *asked), *_told_of(rest)])
            except ConcurrentChange as change:
                if attempt == ATTEMPTS - 1:
                    return _refused_payload(info, [Conflict(f"{change}; ask again")])
        return None


def _told_of(rest: list[Refusal]) -> list[Refusal]:
    """One refusal instead of all that are not listed, if there are any."""
    if not rest:
        return []
    return [InvalidInput(f"and {len(rest):,} more problems", accepted="the same, once those before are mended")]


def _refused_payload(info: Info, refusals: list[Refusal]) -> Any:
    payload_type: Any = info.return_type
    return payload_type(problems=[problem(refusal) for refusal in refusals])
