"""Keeping what the service's own models recommend."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from db.engine import WriteSession
from db.supply.enums import RecommendationKind, RecommendationSource
from db.supply.recommendations import insert_recommendation
from services.shared.errors import Incompatible, Refusal, Refusals
from services.supply.recommendations.content import About, check_content


class Model(NamedTuple):
    """A model of the service, and what it recommends."""

    kind: RecommendationKind
    name: str
    version: str


async def propose(
    session: WriteSession,
    model: Model,
    *,
    product_id: int,
    location: str,
    content: Mapping[str, Any],
    about: About,
    path: tuple[str, ...],
    reasoning: str,
    confidence: float | None = None,
    plan_id: int | None = None,
) -> int:
    """Keep a recommendation of a model under an id that no other has; returns its own id.

    Raises Incompatible, of the input at `path`, for what nobody could accept: quantities beyond their bounds.
    """
    _require_acceptable(model, content, about, path)
    return (
        await insert_recommendation(
            session,
            {
                "kind": model.kind,
                "source": RecommendationSource.BUILT_IN,
                "model_name": model.name,
                "model_version": model.version,
                "suggestion_id": str(uuid4()),
                "product_id": product_id,
                "location": location,
                "plan_id": plan_id,
                "content": content,
                "reasoning": reasoning,
                "confidence": confidence,
            },
        )
    ).id


def _require_acceptable(model: Model, content: Mapping[str, Any], about: About, path: tuple[str, ...]) -> None:
    try:
        check_content(model.kind, content, about, *path)
    except (Refusal, Refusals) as found:
        reasons = [str(one) for one in (found.refusals if isinstance(found, Refusals) else [found])]
        told = f"{model.name} would recommend what cannot be accepted: {reasons[0]}"
        raise Incompatible(told, path, reasons=reasons) from None
