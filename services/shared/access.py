"""Who may do what: roles, the permissions they carry, and the caller of one operation."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from db.shared.enums import AnyOf, Permission, Role
from services.shared.errors import Forbidden


class SignedIn(Enum):
    """The requirement of a field that any signed-in caller may ask."""

    ANYONE = "signed in"


Requirement: TypeAlias = Permission | AnyOf | SignedIn

P = Permission
_LOOK = {P.WORKFORCE_VIEW, P.HISTORY_VIEW, P.SUPPLY_VIEW}

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.PLANNER: frozenset(
        {
            *_LOOK, P.WORKFORCE_EDIT, P.FORECAST_EDIT, P.CONFIG_EDIT, P.SUPPLY_EDIT, P.PRODUCTION_PLAN,
            P.PRODUCTION_VIEW, P.ALERT_ACKNOWLEDGE,
        }
    ),
    Role.MANAGER: frozenset(
        {*_LOOK, P.SUPPLY_APPROVE, P.PRODUCTION_VIEW, P.PRODUCTION_APPROVE, P.PPIC_VIEW, P.ALERT_ACKNOWLEDGE}
    ),
    Role.VIEWER: frozenset(_LOOK),
    Role.REPORTING: frozenset({*_LOOK, P.PPIC_VIEW}),
    Role.PRODUCTION_STAFF: frozenset({P.PRODUCTION_INPUT, P.PRODUCTION_VIEW}),
    Role.PRODUCTION_SPV: frozenset(
        {P.PRODUCTION_INPUT, P.PRODUCTION_VIEW, P.PRODUCTION_MODIFY, P.ALERT_ACKNOWLEDGE}
    ),
    Role.PRODUCTION_MANAGER: frozenset(
        {
            P.SUPPLY_VIEW, P.PRODUCTION_PLAN, P.PRODUCTION_VIEW, P.PRODUCTION_MODIFY, P.PRODUCTION_APPROVE,
            P.ALERT_ACKNOWLEDGE,
        }
    ),
    Role.PPIC_MANAGER: frozenset({P.WORKFORCE_VIEW, P.SUPPLY_VIEW, P.PPIC_VIEW}),
}  # fmt: skip

OPERATOR = "cli"
"""Who works at the command line; the name of whoever runs it follows after a colon, where it is known."""


def is_operator(subject: str) -> bool:
    """Whether a subject is somebody at the command line."""
    return subject.partition(":")[0] == OPERATOR


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody signed in, for the length of one operation."""

    tenant_id: UUID
    tenant: str
    subject: str
    roles: tuple[Role, ...]
    expires_at: datetime | None = None
    key_id: UUID | None = None
    departments: tuple[str, ...] = ()  # whose work on the shop floor the caller has

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything the caller's roles allow together."""
        return frozenset().union(*(PERMISSIONS_OF[role] for role in self.roles))

    def may(self, needed: Requirement) -> bool:
        """Whether one of the caller's roles carries what is needed."""
        if isinstance(needed, AnyOf):
            return not self.permissions.isdisjoint(needed.permissions)
        return needed is SignedIn.ANYONE or needed in self.permissions

    def require(self, needed: Requirement) -> None:
        """Raise Forbidden, naming the permission, unless one of the caller's roles carries it."""
        if not self.may(needed):
            raise Forbidden(needed.value)
