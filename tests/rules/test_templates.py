"""Every kind of file that people fill in has a template, which says something of each of its columns."""

import pytest

from server.rooms import HOUSE
from services.shared.table import ColumnType
from services.shared.template_workbook import FilledIn
from services.shared.templates import TemplateColumn

FILES = HOUSE.templates
COLUMNS = [
    *((f"{file.kind.label} {field}", column) for file in FILES for field, column in file.template.columns.items()),
    *((f"{file.kind.label} months", file.template.months.column) for file in FILES if file.template.months is not None),
]
# What we fill in ourselves, and take back.
FILLED_IN_BY_US = {"records", "week-assignments"}


def test_every_kind_has_one() -> None:
    assert {file.kind.label for file in FILES} == {*HOUSE.imports} - FILLED_IN_BY_US
    assert len(FILES) > 10


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.kind.label)
def test_a_template_has_the_columns_that_the_importer_knows(file: FilledIn) -> None:
    kind, template = file
    assert {*template.columns} == {*kind.headings.wanted}
    assert {*kind.headings.required} <= {*template.columns}
    assert (template.months is not None) == (kind.headings.months > 0 and not kind.headings.instead)
    assert 0 < len(template.title) <= 31


@pytest.mark.parametrize("column", [column for _, column in COLUMNS], ids=[name for name, _ in COLUMNS])
def test_a_column_says_what_it_is(column: TemplateColumn) -> None:
    assert column.about.endswith(".")
    assert not column.takes.endswith(".")
    assert column.type is ColumnType.TEXT or column.words is None
    assert column.bound is None or column.type in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DECIMAL)


def test_a_list_has_one_name_and_a_name_is_of_one_list() -> None:
    lists = {column.words.name: column.words for _, column in COLUMNS if column.words is not None}
    assert all(column.words is lists[column.words.name] for _, column in COLUMNS if column.words is not None)
