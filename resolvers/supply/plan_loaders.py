"""Loaders of what lies ahead of plans: their weeks, what will be short, what they take."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from resolvers.loading import Loader
from resolvers.supply import mapping
from schema.supply.plan_ahead import MaterialRequirement, PlanBucket, PlanConstraint
from services.supply.plans.materials import requirements_of_plans
from services.supply.plans.problems_ahead import problems_of_plans
from services.supply.plans.weeks import weeks_of_plans


class PlanBucketsByPlanId(Loader[int, Sequence[PlanBucket]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[PlanBucket]]:
        found = await weeks_of_plans(session, keys, today=self._reader.today())
        return {plan: [mapping.plan_bucket(week) for week in weeks] for plan, weeks in found.items()}


class PlanConstraintsByPlanId(Loader[int, Sequence[PlanConstraint]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[PlanConstraint]]:
        found = await problems_of_plans(session, keys, today=self._reader.today())
        return {plan: [mapping.plan_constraint(one) for one in problems] for plan, problems in found.items()}


class MaterialRequirementsByPlanId(Loader[int, Sequence[MaterialRequirement]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[MaterialRequirement]]:
        found = await requirements_of_plans(session, keys)
        return {plan: [mapping.material_requirement(one) for one in some] for plan, some in found.items()}


PLAN_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    PlanBucketsByPlanId,
    PlanConstraintsByPlanId,
    MaterialRequirementsByPlanId,
)
