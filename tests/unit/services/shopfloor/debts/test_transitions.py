"""Where each step leads a debt, from each state."""

import pytest

from db.shopfloor.enums import ApprovalStatus
from services.shared.errors import InvalidInput, NotAllowedInState
from services.shopfloor.debts.transitions import DEBT_TRANSITIONS

A = ApprovalStatus
LEADS = {
    (A.PENDING, "be approved"): A.APPROVED,
    (A.PENDING, "be rejected"): A.REJECTED,
    (A.PENDING, "be withdrawn"): A.WITHDRAWN,
    (A.APPROVED, "be settled"): A.APPROVED,
    (A.APPROVED, "be closed"): A.APPROVED,
}
ACTIONS = sorted({step.action for step in DEBT_TRANSITIONS.steps})


@pytest.mark.parametrize("state", list(A))
@pytest.mark.parametrize("action", ACTIONS)
def test_a_step_leads_where_the_table_says_or_is_refused(state: ApprovalStatus, action: str) -> None:
    if (state, action) in LEADS:
        assert DEBT_TRANSITIONS.advance(state, action, reason="why") is LEADS[state, action]
    else:
        with pytest.raises(NotAllowedInState):
            DEBT_TRANSITIONS.advance(state, action, reason="why")


@pytest.mark.parametrize(("state", "action"), [(A.PENDING, "be rejected"), (A.APPROVED, "be closed")])
def test_who_rejects_or_closes_says_why(state: ApprovalStatus, action: str) -> None:
    with pytest.raises(InvalidInput):
        DEBT_TRANSITIONS.advance(state, action, reason=" ")
