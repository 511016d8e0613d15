"""Bringing a report up to date: every record by the hours of now, where nothing else is changed."""

from collections.abc import Mapping
from typing import Any

from services.forecast.editing.changes import Line
from services.forecast.editing.edits import NO_EDIT, edited
from services.forecast.editing.snapshot import Snapshot

DESCRIPTION = "Recalculated with the hours of now"
NOTHING = "No changes: every record follows the configured hours."


def propose(snapshot: Snapshot, request: Mapping[str, Any]) -> dict[int, Line]:
    """Every line with the people required and the capacity that the hours of now give; nothing is asked for."""
    return {line.demand_id: edited(line, NO_EDIT, snapshot.hours_of(line)) for line in snapshot.lines}
