"""What a report is asked for once its arguments are read: the stored things that they name are looked up."""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from db.engine import ReadSession
from server.rest.arguments import arguments_of
from services.shared.report import Report, ReportRequest, StoredArgument


async def looked_up(session: ReadSession, report: Report, asked: ReportRequest, given: Container[str]) -> ReportRequest:
    """The same request with the stored things that it names, or leaves to be chosen; raises BadRequest."""
    things: dict[str, Any] = {}
    for argument in _stored_arguments(report):
        things[argument.name] = await argument.find(session, asked.value(argument), things)
    return replace(asked, things=things, left_open=frozenset(name for name in things if name not in given))


def pinned(report: Report, asked: ReportRequest) -> dict[str, str]:
    """How the stored things are named that were found, chosen ones included."""
    found = [(argument, asked.found(argument)) for argument in _stored_arguments(report)]
    return {argument.name: argument.pinned(thing) for argument, thing in found if thing is not None}


def _stored_arguments(report: Report) -> list[StoredArgument[Any, Any]]:
    """Those that name something stored."""
    return [argument for argument in arguments_of(report) if isinstance(argument, StoredArgument)]
