"""States and steps: what is allowed leads on, what is not is told with what would be."""

import pytest

from db.supply.enums import ProductionPlanStatus, SupplyForecastStatus
from services.shared.errors import InvalidInput, NotAllowedInState
from services.supply.forecasts.transitions import FORECAST_TRANSITIONS
from services.supply.plans.transitions import PLAN_TRANSITIONS

P, F = ProductionPlanStatus, SupplyForecastStatus
PLAN_STEPS = {
    (P.DRAFT, "be submitted"): P.PENDING_APPROVAL,
    (P.DRAFT, "be updated"): P.DRAFT,
    (P.PENDING_APPROVAL, "be updated"): P.DRAFT,
    (P.PENDING_APPROVAL, "be approved"): P.APPROVED,
    (P.PENDING_APPROVAL, "be rejected"): P.DRAFT,
    (P.APPROVED, "be started"): P.IN_PROGRESS,
    (P.IN_PROGRESS, "have its completion set"): P.IN_PROGRESS,
    (P.IN_PROGRESS, "be completed"): P.COMPLETED,
    (P.DRAFT, "be cancelled"): P.CANCELLED,
    (P.PENDING_APPROVAL, "be cancelled"): P.CANCELLED,
    (P.APPROVED, "be cancelled"): P.CANCELLED,
    (P.IN_PROGRESS, "be cancelled"): P.CANCELLED,
}
FORECAST_STEPS = {
    (F.DRAFT, "be updated"): F.DRAFT,
    (F.DRAFT, "be activated"): F.ACTIVE,
    (F.ACTIVE, "be superseded"): F.SUPERSEDED,
    (F.DRAFT, "be archived"): F.ARCHIVED,
    (F.SUPERSEDED, "be archived"): F.ARCHIVED,
    (F.ACTIVE, "be archived"): F.ARCHIVED,
}


@pytest.mark.parametrize(("table", "steps"), ((PLAN_TRANSITIONS, PLAN_STEPS), (FORECAST_TRANSITIONS, FORECAST_STEPS)))
def test_every_step_leads_where_it_should_and_no_other_is_allowed(table, steps) -> None:  # type: ignore[no-untyped-def]
    states = type(next(iter(steps.values())))
    for action in {action for _, action in steps}:
        for state in states:
            if (state, action) in steps:
                assert table.advance(state, action, reason="why") == steps[state, action]
            else:
                with pytest.raises(NotAllowedInState) as raised:
                    table.advance(state, action, reason="why")
                assert raised.value.state == state.value


@pytest.mark.parametrize("reason", (None, "", "  "))
def test_a_reason_that_is_needed_is_asked_for(reason: str | None) -> None:
    with pytest.raises(InvalidInput) as raised:
        PLAN_TRANSITIONS.advance(P.APPROVED, "be cancelled", reason=reason)
    assert raised.value.path == ("reason",)
    with pytest.raises(InvalidInput):
        FORECAST_TRANSITIONS.advance(F.ACTIVE, "be archived", reason=reason)
    assert FORECAST_TRANSITIONS.advance(F.DRAFT, "be archived", reason=reason) == F.ARCHIVED


def test_a_refusal_names_the_state_and_what_is_allowed_in_it() -> None:
    with pytest.raises(NotAllowedInState) as raised:
        PLAN_TRANSITIONS.advance(P.APPROVED, "be submitted")
    assert raised.value.message == (
        "the plan is APPROVED and cannot be submitted; allowed now: be started, be cancelled"
    )
    with pytest.raises(NotAllowedInState, match="nothing can be done with it any more"):
        PLAN_TRANSITIONS.advance(P.CANCELLED, "be updated")


def test_an_action_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        PLAN_TRANSITIONS.advance(P.DRAFT, "be forgotten")
