"""The steps of what somebody asks for: it waits, and is approved or rejected by others, or withdrawn by who asked."""

from datetime import datetime
from typing import Protocol

from db.engine import WriteSession
from db.shared.enums import Permission
from db.shopfloor.enums import ApprovalStatus
from services.shared.errors import Incompatible, NotAllowedInState
from services.shared.transitions import Transition, Transitions

PATH = ("id",)
WAITING = frozenset({ApprovalStatus.PENDING})


class Asked(Protocol):
    """A row of something that was asked for."""

    @property
    def status(self) -> ApprovalStatus: ...
    @property
    def requested_by(self) -> str: ...
    @property
    def decided_by(self) -> str | None: ...
    @property
    def decided_at(self) -> datetime | None: ...


def steps_of_asking(asks: Permission, decides: Permission) -> list[Transition[ApprovalStatus]]:
    """The steps out of waiting, and the permissions that they need."""
    return [
        Transition(sources=WAITING, action="be approved", target=ApprovalStatus.APPROVED, permission=decides),
        Transition(
            sources=WAITING, action="be rejected", target=ApprovalStatus.REJECTED, permission=decides, needs_reason=True
        ),
        Transition(sources=WAITING, action="be withdrawn", target=ApprovalStatus.WITHDRAWN, permission=asks),
    ]


def next_status(
    steps: Transitions[ApprovalStatus], asked: Asked, action: str, *, reason: str | None = None
) -> ApprovalStatus:
    """Where an action leads what was asked for and is held.

    Raises NotAllowedInState, with how it was decided where it was, and InvalidInput where a reason is needed and none
    is given.
    """
    try:
        return steps.advance(asked.status, action, reason=reason, path=PATH)
    except NotAllowedInState as refusal:
        if asked.decided_at is None:
            raise
        told = f"it was {asked.status} by {asked.decided_by} at {asked.decided_at:%Y-%m-%d %H:%M}"
        raise NotAllowedInState(f"{refusal.message}; {told}", PATH, refusal.state) from None


def require_who_asked(session: WriteSession, asked: Asked, *, called: str) -> None:
    """Raise Incompatible, naming who asked, for anybody else; `called` is what the refusal calls it."""
    if asked.requested_by != session.subject:
        told = f"{called} was asked for by {asked.requested_by}, who alone can withdraw it"
        raise Incompatible(told, PATH, [f"asked for by {asked.requested_by}"])
