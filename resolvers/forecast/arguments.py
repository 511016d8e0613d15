"""Arguments of the forecast room as filters and requests of the rules."""

from collections.abc import Sequence
from typing import Any

from db.forecast.filters import DemandFilter
from db.forecast.history import HistoryFilter
from resolvers.shared.arguments import combined, filled, keys, states
from schema.forecast import filters as nouns
from schema.forecast.edits import ChangeRecordInput, CphRowInput
from schema.shared.combining import Hashed
from schema.shared.node import decoded_id
from services.forecast.editing.changes import Cell
from services.forecast.editing.cph_update import GivenRow
from services.forecast.editing.line_edits import GivenEdit, GivenMonth
from services.forecast.editing.returned_records import ReturnedMonth, ReturnedRecord

FilterArguments = Hashed
"""A demand filter as a loader's key carries it."""


def filter_of(arguments: FilterArguments) -> DemandFilter:
    """The filter that a loader's key carries."""
    chosen: nouns.DemandFilter | None = arguments.given
    return DemandFilter() if chosen is None else combined(chosen, _demands)


def history_filter(chosen: nouns.HistoryFilter | None) -> HistoryFilter:
    """Which entries of the history log."""
    return HistoryFilter() if chosen is None else combined(chosen, _entries)


def _demands(chosen: nouns.DemandFilter) -> DemandFilter:
    return DemandFilter(
        platforms=keys(chosen.platform),
        locality=chosen.locality,
        main_lobs=keys(chosen.main_lob),
        states=states(chosen.state),
        case_types=keys(chosen.case_type),
    )


def _entries(chosen: nouns.HistoryFilter) -> HistoryFilter:
    return HistoryFilter(
        main_lobs=keys(chosen.main_lob),
        states=states(chosen.state),
        case_types=keys(chosen.case_type),
        case_ids=keys(chosen.case_id),
        users=tuple(sorted(set(filled(chosen.user)))) or None,
        since=chosen.from_,
        until=chosen.to,
    )


def cph_rows(rows: Sequence[CphRowInput]) -> list[GivenRow]:
    """Rows of the target CPH grid, each named by its id or by its key."""
    return [
        GivenRow(*_key_and_report(row.id), row.lob, row.case_type, row.target_cph, row.modified_target_cph)
        for row in rows
    ]


def _key_and_report(id: str) -> tuple[str, int | None]:
    """A row's key, and its report where its id was given, which says so."""
    name, of_row = decoded_id(id) or ("", "")
    report_id, _, key = of_row.partition(":")
    if name != "TargetCphRow" or not (report_id.isascii() and report_id.isdigit() and len(report_id) <= 18):
        return str(id), None
    return key, int(report_id)


def edits(given: Sequence[Any]) -> list[GivenEdit]:
    """Edits of records; those of a forecast reallocation have no forecast."""
    return [
        GivenEdit(
            one.main_lob,
            one.state,
            one.case_type,
            one.case_id,
            one.target_cph,
            [GivenMonth(month.label, getattr(month, "forecast", None), month.fte_avail) for month in one.months],
        )
        for one in given
    ]


def change_records(given: Sequence[ChangeRecordInput]) -> list[ReturnedRecord]:
    """Records that came back whole."""
    return [
        ReturnedRecord(
            one.main_lob,
            one.state,
            one.case_type,
            one.case_id,
            one.target_cph,
            one.target_cph_change,
            one.modified_fields,
            [
                ReturnedMonth(
                    month.label,
                    Cell(month.forecast, month.fte_req, month.fte_avail, month.capacity),
                    Cell(month.forecast_change, month.fte_req_change, month.fte_avail_change, month.capacity_change),
                )
                for month in one.months
            ],
            one.case_id_before,
        )
        for one in given
    ]
