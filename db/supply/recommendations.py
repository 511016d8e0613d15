"""Recommendations: read by key, page and filter; kept once, and decided once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.pages import Ordering, Window, page
from db.supply.enums import RecommendationOrder, RecommendationStatus
from db.supply.filters import RecommendationFilter
from db.supply.models import Recommendation
from db.supply.rows import RecommendationRow

_recommendations: Select[*tuple[Any, ...]] = select(*Recommendation.__table__.columns)

RECOMMENDATIONS_BY_IDS = ReadingByKeys(_recommendations, Recommendation.id)

RECOMMENDATIONS_BY_PLAN_IDS = ReadingByKeys(_recommendations.order_by(Recommendation.id.desc()), Recommendation.plan_id)
"""Those about plans, the newest first."""


RECOMMENDATION_ORDERINGS = {
    RecommendationOrder.CREATED: Ordering(Recommendation.id),
    RecommendationOrder.CONFIDENCE: Ordering(Recommendation.confidence, Recommendation.id, unknown_last=True),
    RecommendationOrder.DECIDED: Ordering(Recommendation.decided_at, Recommendation.id, unknown_last=True),
}


async def recommendation_page(session: ReadSession, chosen: RecommendationFilter, window: Window) -> ColumnRows:
    """Recommendations in an order, those in a window."""
    return await session.table(page(_recommendations.where(*chosen.conditions()), window))


async def recommendation_count(session: ReadSession, chosen: RecommendationFilter) -> int:
    """How many recommendations a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Recommendation).where(*chosen.conditions())))


async def recommendation_of_model(session: ReadSession, model_name: str, suggestion_id: str) -> int | None:
    """The id of what a model has suggested under an id of its own, in whichever version; None where it has not."""
    chosen = Recommendation.model_name == model_name, Recommendation.suggestion_id == suggestion_id
    found: int | None = await session.scalar(select(Recommendation.id).where(*chosen))
    return found


async def locked_recommendation(session: WriteSession, id: int) -> RecommendationRow | None:
    """A recommendation held alone until the transaction ends."""
    return await session.row(_recommendations.where(Recommendation.id == id).with_for_update(key_share=True))


async def insert_recommendation(session: WriteSession, values: Mapping[str, Any]) -> RecommendationRow:
    """Keep a recommendation; another of its model and suggestion id, at the same time, is a ConcurrentChange."""
    own = {"created_by": session.subject, "status": RecommendationStatus.PROPOSED}
    new = insert(Recommendation).values(tenant_id=session.tenant_id, **own, **values)
    (row,) = await session.rows(new.returning(*Recommendation.__table__.columns))
    return row


async def decide_recommendation(
    session: WriteSession, id: int, status: RecommendationStatus, *, reason: str | None, result_id: int | None
) -> RecommendationRow | None:
    """Accept or reject a recommendation as who writes; None where it was decided before."""
    open_one = update(Recommendation).where(
        Recommendation.id == id, Recommendation.status == RecommendationStatus.PROPOSED
    )
    decided = open_one.values(
        status=status, decided_by=session.subject, decided_at=func.now(), decision_reason=reason, result_id=result_id
    )
    return await session.row(decided.returning(*Recommendation.__table__.columns))
