"""Changing tiers and working time."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from db.forecast.rows import StaleReportRow
from db.shared import working_time
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast.mapping import stale_report
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from resolvers.workforce import mapping
from resolvers.workforce.arguments import tier_key
from schema.forecast.stale_report import StaleReport
from schema.shared.relations import load
from schema.workforce import configuration_changes as changes
from services.workforce.calendar.generate_weeks import generate_weeks
from services.workforce.calendar.set_working_time import WorkingTime, set_month, set_week
from services.workforce.tiers.edit_tiers import change_tier, create_tier, deactivate_tier

TierId = Annotated[strawberry.ID, strawberry.argument(description="The tier's id.")]
CONFIG = Permission.CONFIG_EDIT


@strawberry.type
class ConfigurationMutation:
    """Mutations of what capacities are computed from."""

    @mutation_field(CONFIG, "Create a capacity tier.")
    async def create_capacity_tier(
        self, info: Info, input: Annotated[changes.TierInput, strawberry.argument(description="The tier.")]
    ) -> changes.TierPayload:
        async with info.context.write() as session:
            key = await create_tier(session, **vars(input))
        return changes.TierPayload(tier=await load(info, "workforce.tier_by_id", key), recalculated_assignments=0)

    @mutation_field(CONFIG, "Change a capacity tier; assignments at its percentage follow.")
    async def update_capacity_tier(
        self,
        info: Info,
        id: TierId,
        patch: Annotated[changes.TierPatch, strawberry.argument(description="What to change.")],
    ) -> changes.TierPayload:
        async with info.context.write() as session:
            key, followed = await change_tier(session, tier_id=tier_key(id), patch=given(patch))
        tier = await load(info, "workforce.tier_by_id", key)
        return changes.TierPayload(tier=tier, recalculated_assignments=followed)

    @mutation_field(CONFIG, "Take a capacity tier out of use; what stands at it stays.")
    async def deactivate_capacity_tier(self, info: Info, id: TierId) -> changes.TierPayload:
        async with info.context.write() as session:
            key = await deactivate_tier(session, tier_id=tier_key(id))
        return changes.TierPayload(tier=await load(info, "workforce.tier_by_id", key), recalculated_assignments=0)

    @mutation_field(
        CONFIG, "Set a month's working time; weeks and forecast cells keep theirs, and staleReports names the reports."
    )
    async def set_month_configuration(
        self,
        info: Info,
        input: Annotated[changes.MonthConfigurationInput, strawberry.argument(description="The month.")],
    ) -> changes.MonthConfigurationPayload:
        async with info.context.write() as session:
            work_type = input.work_type
            changed = await set_month(
                session, year=input.year, month=input.month, work_type=work_type, time=_time(input)
            )
            rows = await working_time.month_configurations(session, year=input.year, work_type=work_type)
        (row,) = [row for row in rows if row.month == input.month]
        return changes.MonthConfigurationPayload(
            month_configuration=mapping.month_configuration(row), stale_reports=_stale(changed.stale_reports)
        )

    @mutation_field(CONFIG, "Set a week's working time; capacities and summaries follow, forecast cells do not.")
    async def set_week_configuration(
        self,
        info: Info,
        input: Annotated[changes.WeekConfigurationInput, strawberry.argument(description="The week.")],
    ) -> changes.WeekConfigurationPayload:
        week = (input.year, input.week)
        async with info.context.write() as session:
            changed = await set_week(
                session, year=input.year, week=input.week, work_type=input.work_type, time=_time(input)
            )
            rows = await working_time.week_configurations_between(session, week, week)
        (row,) = [row for row in rows if row.work_type == input.work_type]
        return changes.WeekConfigurationPayload(
            week_configuration=mapping.week_configuration(row),
            recalculated_assignments=changed.recalculated,
            deallocated_assignments=changed.ended,
            stale_reports=_stale(changed.stale_reports),
        )

    @mutation_field(CONFIG, "Generate a year's weeks from its month configurations and a calendar of public holidays.")
    async def generate_week_configurations(
        self,
        info: Info,
        input: Annotated[changes.GenerateWeeksInput, strawberry.argument(description="Which weeks.")],
    ) -> changes.GenerateWeeksPayload:
        async with info.context.write() as session:
            made = await generate_weeks(
                session,
                year=input.year,
                work_type=input.work_type,
                calendar=input.holiday_calendar,
                overwrite=input.overwrite,
            )
        return changes.GenerateWeeksPayload(
            created=made.created,
            updated=made.updated,
            kept=made.kept,
            warnings=made.warnings,
            stale_reports=_stale(made.stale_reports),
        )


def _stale(rows: Sequence[StaleReportRow]) -> list[StaleReport]:
    return list(map(stale_report, rows))


def _time(input: changes.WeekConfigurationInput | changes.MonthConfigurationInput) -> WorkingTime:
    return WorkingTime(input.working_days, input.work_hours, input.occupancy, input.shrinkage)
