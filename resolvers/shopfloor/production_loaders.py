"""Loaders of daily production, each named what_by_key."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from db.shopfloor import production, work_order_status
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.shopfloor import production_mapping as mapping
from schema.shopfloor.production import ProductionSummary
from services.shopfloor.production.summaries import summaries_of


class DailyProductionById(RowLoader):
    shape, key = mapping.entry, "id"

    def reading(self, _: Any) -> BoundReading:
        return production.ENTRIES_BY_IDS, {}


class EntriesByWorkOrderId(RowLoader):
    shape, key, many, missing = mapping.entry, "work_order_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return production.ENTRIES_BY_WORK_ORDER_IDS, {}


class RevisionsByEntryId(RowLoader):
    shape, key, many, missing = mapping.revision, "daily_production_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return production.REVISIONS_BY_ENTRY_IDS, {}


class CompletionsByWorkOrderId(RowLoader):
    shape, key, many, missing = mapping.completion, "work_order_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return work_order_status.COMPLETIONS_BY_WORK_ORDER_IDS, {}


class ProductionSummaryByWorkOrderId(Loader[int, ProductionSummary]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, ProductionSummary]:
        found = await summaries_of(session, keys, today=self._reader.today())
        return {id: mapping.summary(summary) for id, summary in found.items()}


PRODUCTION_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    DailyProductionById,
    EntriesByWorkOrderId,
    RevisionsByEntryId,
    CompletionsByWorkOrderId,
    ProductionSummaryByWorkOrderId,
)
