"""Who may do what: roles, the permissions they carry, and the caller of one operation."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple, TypeAlias
from uuid import UUID

from db.shared.enums import Permission, Role
from services.shared.errors import Forbidden


class SignedIn(Enum):
    """The requirement of a field that any signed-in caller may ask."""

    ANYONE = "signed in"


class OneOf(NamedTuple):
    """The requirement of a field that asks for more once it is known what it is about: at least one of these."""

    permissions: tuple[Permission, ...]

    @property
    def value(self) -> str:
        """What a refusal names: "WORKFORCE.EDIT or SUPPLY.EDIT"."""
        return " or ".join(self.permissions)


Needed: TypeAlias = Permission | SignedIn | OneOf

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

    def require(self, needed: Needed) -> None:
        """Raise Forbidden, naming the permission, unless one of the caller's roles carries it, or one of several."""
        enough = needed.permissions if isinstance(needed, OneOf) else (needed,)
        if needed is not SignedIn.ANYONE and self.permissions.isdisjoint(enough):
            raise Forbidden(str(needed.value))
