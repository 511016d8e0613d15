"""Transitions: from which state an action leads where, as a table that whoever asks is checked against."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from db.shared.enums import Permission
from services.shared.errors import InvalidInput, NotAllowedInState

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Generic[S]):
    """A step: the states it leaves, what it is called, where it leads, who may, and whether it asks for a reason.

    `permission` is None for what only follows from something else: no field leads there.
    """

    sources: frozenset[S]
    action: str
    target: S
    permission: Permission | None
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Transitions(Generic[S]):
    """Every step that objects of one kind can take; `noun` is what a refusal calls one: "plan"."""

    noun: str
    steps: Sequence[Transition[S]]

    def advance(self, state: S, action: str, *, reason: str | None = None, path: tuple[str, ...] = ()) -> S:
        """The state that an action leads to.

        Raises NotAllowedInState, which names the state and what may be done in it, and InvalidInput at "reason" where a
        reason is needed and none is given; KeyError for an action that no step has.
        """
        step = self._step(state, action)
        if step is None:
            raise NotAllowedInState(self._told(state, action), path, state=state.value)
        if step.needs_reason and not (reason or "").strip():
            raise InvalidInput("reason is empty", ("reason",), accepted="why it is done, in words")
        return step.target

    def allowed(self, state: S) -> list[str]:
        """What callers can do in a state, in the order of the table."""
        return [step.action for step in self.steps if state in step.sources and step.permission is not None]

    def _step(self, state: S, action: str) -> Transition[S] | None:
        named = [step for step in self.steps if step.action == action]
        if not named:
            raise KeyError(action)
        return next((step for step in named if state in step.sources), None)

    def _told(self, state: S, action: str) -> str:
        allowed = self.allowed(state)
        which = f"allowed now: {', '.join(allowed)}" if allowed else "nothing can be done with it any more"
        return f"the {self.noun} is {state.value} and cannot {action}; {which}"
