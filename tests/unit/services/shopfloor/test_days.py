"""How far back daily production may be recorded."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from db.shared.enums import Role
from services.shared.access import Caller
from services.shared.floor_rules import FloorRules
from services.shopfloor.production.record_production import days_for

TODAY = date(2025, 6, 9)


def earliest(role: Role, rules: FloorRules) -> int:
    """How many days ago is the first that somebody may record."""
    caller = Caller(tenant_id=UUID(int=1), tenant="demo", subject="sam", roles=(role,), departments=())
    days = days_for(caller, rules, TODAY)
    assert TODAY in days
    assert TODAY + timedelta(days=1) not in days
    return (TODAY - days.earliest).days


def test_who_may_ask_for_changes_goes_farther_back() -> None:
    assert earliest(Role.PRODUCTION_STAFF, FloorRules()) == 7
    assert earliest(Role.PRODUCTION_SPV, FloorRules()) == 31


@pytest.mark.parametrize(("days", "farthest"), [(0, 0), (0, 3_660), (60, 31), (3_660, 0)])
def test_who_may_more_never_has_less_whatever_is_set(days: int, farthest: int) -> None:
    rules = FloorRules(back_dating_days=days, farthest_back_days=farthest)
    assert earliest(Role.PRODUCTION_STAFF, rules) == days
    assert earliest(Role.PRODUCTION_SPV, rules) == max(days, farthest)
