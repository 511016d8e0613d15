"""What is answered to a workbook that is sent back: its preview, or what it is refused for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

from server.http.etags import PRIVATE
from services.shared.errors import Refusal
from services.shared.import_kinds import AnyImportKind
from services.shared.imports import ENDED, Import
from services.shared.json_pieces import encoded
from services.shared.json_schema import TEXT, WHOLE, Schema, exactly, listed
from services.shared.previews import Kept

MOST_REFUSALS = 10  # of one message
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_MAYBE: Schema = {"type": ["string", "null"]}
PREVIEW: Schema = exactly(
    id={**TEXT, "format": "uuid"},
    kind=TEXT,
    committed_by={**TEXT, "description": "the GraphQL mutation that applies it by its id"},
    expires_at={**TEXT, "format": "date-time"},
    updated={**WHOLE, "description": "rows that change something"},
    unchanged=WHOLE,
    rejected=listed(exactly(row=WHOLE, column=_MAYBE, value=_MAYBE, reason=TEXT)),
    changed_cells=listed(exactly(row=WHOLE, column=TEXT, cell=TEXT, before=_MAYBE, after=_MAYBE)),
    deallocated_assignments=WHOLE,
    ignored_columns=listed(TEXT),
    warnings=listed(TEXT),
)


def preview_told(kind: AnyImportKind, previewed: Import, kept: Kept) -> dict[str, Any]:
    """A preview as JSON can hold it, as PREVIEW describes it."""
    outcome = previewed.outcome
    return {
        "id": str(kept.id),
        "kind": kind.label,
        "committed_by": kind.committed_by,
        "expires_at": kept.expires_at.isoformat(),
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "rejected": [asdict(bad) for bad in outcome.rejected],
        "changed_cells": [asdict(change) for change in outcome.changed_cells],
        "deallocated_assignments": outcome.details.get(ENDED, 0),
        "ignored_columns": outcome.ignored_columns,
        "warnings": outcome.warnings,
    }


def refusal_told(refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Refusals as REST tells an error."""
    told = [_told(refusal) for refusal in refusals[:MOST_REFUSALS]]
    more = len(refusals) - MOST_REFUSALS
    return {"code": "BAD_REQUEST", "message": "; ".join([*told, *([f"and {more:,} more"] if more > 0 else [])])}


def response_of(content: Mapping[str, Any], *, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """The answer with what is told: a refusal has a code, a preview has none."""
    status = 400 if "code" in content else 200
    return Response(encoded(content), status, {"Cache-Control": PRIVATE, **headers}, "application/json")


def _told(refusal: Refusal) -> str:
    accepted = getattr(refusal, "accepted", None)
    return f"{refusal}; accepted: {accepted}" if accepted else str(refusal)
