"""Reports in the OpenAPI document: their parameters, and what they answer in which form."""

from dataclasses import replace
from typing import Any

from server.render.flat import FORMS, NESTED, WORKBOOK, Format
from server.rest.arguments import FORMAT, MOST_VALUES, accepted_of
from services.shared.json_schema import TEXT, Schema, named
from services.shared.report import Argument, FlatReport, NestedForm, NestedReport, Report

JSON = "application/json"


def nested_form(report: Report) -> NestedForm | None:
    """The report's nested form, if it has one."""
    return report.nested if isinstance(report, FlatReport | NestedReport) else None


def report_content(report: Report) -> Schema:
    """What a report answers, by media type."""
    form = nested_form(report)
    nested = [] if form is None else [named(form.name)]
    if isinstance(report, FlatReport):
        tables = {"anyOf": [named("Table"), named("Records"), *nested]}
        return {one.media_type: _file(one.media_type) for one in FORMS.values()} | {JSON: {"schema": tables}}
    if isinstance(report, NestedReport):
        return {JSON: {"schema": nested[0]}}
    return {WORKBOOK: _file(WORKBOOK)}


def report_parameters(report: Report) -> list[Schema]:
    """What the report may be asked with, the forms of this one named."""
    arguments = [
        _format_of(report) if argument is FORMAT and isinstance(report, FlatReport) else argument
        for argument in accepted_of(report)
    ]
    return [parameter(argument) for argument in arguments]


def _format_of(report: FlatReport) -> Argument[Format]:
    if report.nested is None:
        return FORMAT
    return replace(FORMAT, schema={**FORMAT.schema, "enum": [*Format, NESTED]})


def parameter(argument: Argument[Any]) -> Schema:
    """An argument as the document tells it."""
    many = {"type": "array", "items": argument.schema, "maxItems": MOST_VALUES}
    schema = many if argument.is_repeatable else argument.schema
    return {"name": argument.name, "in": "query", "description": argument.description, "schema": schema}


def _file(media_type: str) -> Schema:
    return {"schema": {**TEXT, "contentMediaType": media_type}}
