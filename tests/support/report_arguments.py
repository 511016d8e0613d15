"""Arguments for every path of reports: others do nothing there, and are deprecated."""

from collections.abc import Mapping
from typing import Any

from server.rest.arguments import accepted_of
from server.rooms import HOUSE

ACCEPTED = {report.path: {argument.name for argument in accepted_of(report)} for report in HOUSE.reports}


def understood(path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Of some arguments those that the report of a path has."""
    return {name: value for name, value in asked.items() if name in ACCEPTED[path]}
