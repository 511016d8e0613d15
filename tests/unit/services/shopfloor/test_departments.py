"""Whose work a caller has."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from db.shared.enums import Role
from services.shared.access import Caller
from services.shared.errors import Incompatible
from services.shopfloor.orders.departments import is_bound_to_departments, require_department


@dataclass
class Order:
    number: str = "SPK-00001"
    department: str = "Packing"


def caller(*roles: Role, departments: tuple[str, ...] = ()) -> Caller:
    return Caller(tenant_id=UUID(int=1), tenant="demo", subject="sam", roles=roles, departments=departments)


def refused(who: Caller) -> list[str]:
    order: Any = Order()
    try:
        require_department(who, order, path=("input", "workOrderId"))
    except Incompatible as error:
        assert error.path == ("input", "workOrderId")
        return error.reasons
    return []


def test_who_makes_things_does_so_in_own_departments() -> None:
    assert refused(caller(Role.PRODUCTION_STAFF, departments=("Sewing", " PACKING "))) == []
    assert refused(caller(Role.PRODUCTION_STAFF, departments=("Sewing", "Cutting"))) == [
        "SPK-00001 is of Packing, and your departments are Sewing, Cutting"
    ]
    assert refused(caller(Role.PRODUCTION_STAFF)) == ["SPK-00001 is of Packing, and your token lists no departments"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRODUCTION_STAFF])
def test_only_they_are_bound(role: Role) -> None:
    assert not is_bound_to_departments(caller(role))
    assert refused(caller(role, departments=("Sewing",))) == []
    is_bound = role not in (Role.ADMIN, Role.PRODUCTION_SPV, Role.PRODUCTION_MANAGER)
    assert is_bound_to_departments(caller(Role.PRODUCTION_STAFF, role)) is is_bound
