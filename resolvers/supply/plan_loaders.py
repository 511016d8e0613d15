"""Loaders of what lies ahead of plans: their weeks, what will be short, what they take."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from resolvers.loading import DerivedLoader, Loader, lists_of
from resolvers.supply import mapping
from schema.supply.plan_ahead import MaterialRequirement, PlanBucket, PlanConstraint
from services.supply.plans.materials import Requirement, requirements_of_plans
from services.supply.plans.problems_ahead import problems_of_plans
from services.supply.plans.weeks import WeeksAhead, weeks_ahead

AHEAD, REQUIREMENTS = "supply.weeks_ahead_by_plan_id", "supply.requirements_by_plan_id"


class WeeksAheadByPlanId(Loader[int, WeeksAhead]):
    """What weeks and problems are both made of, read once where an operation asks for both."""

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, WeeksAhead]:
        return await weeks_ahead(session, keys, today=self._reader.today())


class RequirementsByPlanId(Loader[int, Sequence[Requirement]]):
    """What materials and problems are both made of."""

    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[Requirement]]:
        return await requirements_of_plans(session, keys)


class PlanBucketsByPlanId(DerivedLoader[int, Sequence[PlanBucket]]):
    missing = ()

    async def derive(self, keys: Sequence[int]) -> Mapping[int, Sequence[PlanBucket]]:
        found = await self.loaded(AHEAD, keys)
        return await lists_of(mapping.plan_bucket, {plan: ahead.weeks for plan, ahead in found.items()})


class PlanConstraintsByPlanId(DerivedLoader[int, Sequence[PlanConstraint]]):
    missing = ()

    async def derive(self, keys: Sequence[int]) -> Mapping[int, Sequence[PlanConstraint]]:
        ahead = await self.loaded(AHEAD, keys)
        requirements = await self.loaded(REQUIREMENTS, keys)
        found = await problems_of_plans(ahead, requirements, today=self._reader.today())
        return await lists_of(mapping.plan_constraint, found)


class MaterialRequirementsByPlanId(DerivedLoader[int, Sequence[MaterialRequirement]]):
    missing = ()

    async def derive(self, keys: Sequence[int]) -> Mapping[int, Sequence[MaterialRequirement]]:
        found = await self.loaded(REQUIREMENTS, keys)
        return await lists_of(mapping.material_requirement, found)


PLAN_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    WeeksAheadByPlanId,
    RequirementsByPlanId,
    PlanBucketsByPlanId,
    PlanConstraintsByPlanId,
    MaterialRequirementsByPlanId,
)
