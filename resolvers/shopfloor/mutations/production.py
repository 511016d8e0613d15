"""Recording daily production."""

from collections import defaultdict
from typing import Annotated, Any, NamedTuple

import strawberry
from graphql import GraphQLObjectType

from db.engine import WriteSession
from db.errors import ConcurrentChange
from db.shared.enums import Permission
from db.shopfloor.enums import MOST_ENTRIES
from resolvers.audit import audit_refusal
from resolvers.context import Context, Info
from resolvers.permissions import mutation_field
from resolvers.problems import ATTEMPTS, problem
from resolvers.shopfloor.production_arguments import daily_entry
from resolvers.supply.arguments import DryRun
from resolvers.texts import control_characters, named_by_empty_texts
from schema.shared.node import global_id
from schema.shared.relations import load
from schema.shopfloor import production_changes as nouns
from services.shared.errors import Conflict, InvalidInput, Refusal, Refusals
from services.shopfloor.production.batches import hold_together, in_date_order
from services.shopfloor.production.record_production import Recorded, record_production
from services.supply.stock.checking import Path

INPUT = Permission.PRODUCTION_INPUT
Input = Annotated[nouns.DailyProductionInput, strawberry.argument(description="What was made.")]


@strawberry.type
class ProductionMutation:
    """Mutations of daily production."""

    @mutation_field(
        INPUT, "Record what was made of a work order on a day; status, plan and stock follow in the same transaction."
    )
    async def record_daily_production(
        self, info: Info, input: Input, dry_run: DryRun = False
    ) -> nouns.DailyProductionPayload:
        async with info.context.write(dry_run=dry_run) as session:
            recorded = await _record(info.context, session, input, ("input",))
        return await _payload(info, recorded)

    @mutation_field(INPUT, "The same, answered with the least that a phone needs.")
    async def record_daily_production_mobile(self, info: Info, input: Input) -> nouns.MobileDailyProductionPayload:
        async with info.context.write() as session:
            return _mobile(await _record(info.context, session, input, ("input",)))

    @mutation_field(
        INPUT,
        "Record entries that were kept offline, carried out in the order of their days; each stands for itself.",
        apart="items",
    )
    async def record_daily_production_batch(
        self,
        info: Info,
        items: Annotated[
            list[nouns.DailyProductionInput],
            strawberry.argument(description=f"What was made, at most {MOST_ENTRIES} entries."),
        ],
    ) -> nouns.DailyProductionBatchPayload:
        context = info.context
        if not 1 <= len(items) <= MOST_ENTRIES:
            raise InvalidInput(f"items has {len(items)} entries", ("items",), accepted=f"1 to {MOST_ENTRIES}")
        entries = [daily_entry(item) for item in items]
        asked = Asked(info._raw_info.parent_type, info.field_name, {"items": items})
        unreadable = _unreadable(asked)
        if context.operation_session is not None:  # one transaction for all of them: whoever holds, holds in order
            async with context.write() as session:
                await hold_together(session, [one for place, one in enumerate(entries) if place not in unreadable])
        results = {
            place: _refused(unreadable[place]) if place in unreadable else await _item(context, asked, place)
            for place in in_date_order(entries)
        }
        refused = [result for _, result in sorted(results.items()) if result.problems]
        if refused:
            problems: list[Any] = [one for result in refused for one in result.problems]
            await audit_refusal(context, [(one.code.value, one.path, one.message) for one in problems])
        return nouns.DailyProductionBatchPayload(
            results=[results[place] for place in range(len(items))],
            applied=len(items) - len(refused),
            refused=len(refused),
        )


class Asked(NamedTuple):
    """A mutation that is asked for: where its field is declared, the field, and its arguments."""

    parent: GraphQLObjectType
    field: str
    arguments: dict[str, list[nouns.DailyProductionInput]]


def _unreadable(asked: Asked) -> dict[int, list[Refusal]]:
    """What is wrong with items that have texts nobody can see, by their places."""
    found: dict[int, list[Refusal]] = defaultdict(list)
    for refusal in control_characters(*asked):
        found[int(refusal.path[1])].append(refusal)
    return found


async def _item(context: Context, asked: Asked, place: int) -> nouns.MobileDailyProductionPayload:
    """The result of one item, in a transaction of its own; one that was overtaken is tried again."""
    item = asked.arguments["items"][place]
    for _ in range(ATTEMPTS):
        try:
            async with context.write() as session:
                return _mobile(await _record(context, session, item, ("items", str(place))))
        except Refusal as refusal:
            return _refused(named_by_empty_texts([refusal], *asked))
        except Refusals as several:
            return _refused(named_by_empty_texts(several.refusals, *asked))
        except ConcurrentChange as change:
            overtaken = Conflict(f"{change}; ask again", ("items", str(place)))
    return _refused([overtaken])


async def _record(context: Context, session: WriteSession, input: nouns.DailyProductionInput, path: Path) -> Recorded:
    return await record_production(
        session,
        entry=daily_entry(input),
        path=path,
        caller=context.caller,
        rules=context.floor_rules,
        today=context.today(),
    )


def _mobile(recorded: Recorded) -> nouns.MobileDailyProductionPayload:
    return nouns.MobileDailyProductionPayload(
        id=global_id("DailyProduction", recorded.entry_id),
        cumulative_qty=recorded.cumulative_qty,
        progress_pct=recorded.progress_pct,
        status=recorded.status,
    )


def _refused(refusals: list[Refusal]) -> nouns.MobileDailyProductionPayload:
    return nouns.MobileDailyProductionPayload(problems=[problem(refusal) for refusal in refusals])


async def _payload(info: Info, recorded: Recorded) -> nouns.DailyProductionPayload:
    movements = info.context.loaders.named("supply.movement_by_id").data_loader
    return nouns.DailyProductionPayload(
        entry=await load(info, "shopfloor.daily_production_by_id", recorded.entry_id),
        work_order=await load(info, "shopfloor.work_order_by_id", recorded.work_order_id),
        cumulative_qty=recorded.cumulative_qty,
        progress_pct=recorded.progress_pct,
        status=recorded.status,
        movements=await movements.load_many(list(recorded.movement_ids)),
    )
