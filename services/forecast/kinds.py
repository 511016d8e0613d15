"""The kinds of previews of this room."""

from services.forecast.editing.forecast_edit import (
    CPH_UPDATE,
    FORECAST_REALLOCATION,
    FORECAST_UPDATE,
    MANUAL_UPDATE,
    RECALCULATION,
    REVERT,
)
from services.forecast.imports.forecast import FORECAST_IMPORT
from services.forecast.imports.records import RECORDS_IMPORT
from services.shared.commit_once import AnyCommitKind

KINDS: tuple[AnyCommitKind, ...] = (
    CPH_UPDATE, FORECAST_REALLOCATION, MANUAL_UPDATE, FORECAST_UPDATE, REVERT, RECALCULATION, FORECAST_IMPORT,
    RECORDS_IMPORT,
)  # fmt: skip
