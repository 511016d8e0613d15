"""Whose work a caller has: who only makes things does so in the departments that the token lists."""

from typing import Protocol

from db.shared.enums import Role
from services.shared.access import Caller
from services.shared.errors import Incompatible
from services.shared.text import key


class OfDepartment(Protocol):
    """A work order, or what belongs to one."""

    @property
    def number(self) -> str: ...
    @property
    def department(self) -> str: ...


_EVERYWHERE = {Role.ADMIN, Role.PRODUCTION_SPV, Role.PRODUCTION_MANAGER}


def is_bound_to_departments(caller: Caller) -> bool:
    """Whether a caller's only production role is PRODUCTION_STAFF."""
    return Role.PRODUCTION_STAFF in caller.roles and _EVERYWHERE.isdisjoint(caller.roles)


def require_department(caller: Caller, order: OfDepartment, *, path: tuple[str, ...] = ()) -> None:
    """Raise Incompatible, naming the departments, for a work order of another one than the caller's."""
    own = caller.departments
    if not is_bound_to_departments(caller) or key(order.department) in map(key, own):
        return
    whose = f"your departments are {', '.join(own)}" if own else "your token lists no departments"
    told = f"{order.number} is of {order.department}, and {whose}"
    raise Incompatible(told, path, reasons=[told])
