"""Numbers as they are written around the world: one decimal mark a file, told by its cells or asked for."""

import pytest

from sheets import Unreadable
from sheets.notation import Notation, Written, decimal_mark, settle

POINT, COMMA = Notation("."), Notation(",")


def cells(*texts: str, is_whole: bool = False) -> list[Written]:
    return [Written(text, row, "Volume", is_whole) for row, text in enumerate(texts, start=2)]


@pytest.mark.parametrize(
    ("text", "mark", "plain"),
    [
        ("0,100", ",", "0.100"),
        ("8,5", ",", "8.5"),
        ("1.234,5", ",", "1234.5"),
        ("1.234.567", ",", "1234567"),
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234,5", ",", "1234.5"),
        ("1\u2009234,5", ",", "1234.5"),
        ("1\u202f234,5", ",", "1234.5"),
        ("12,5 %", ",", "12.5%"),
        ("-8,5", ",", "-8.5"),
        ("\u22128,5", ",", "-8.5"),
        ("(8,5)", ",", "-8.5"),
        ("8,5-", ",", "-8.5"),
        (",5", ",", "0.5"),
        ("0.100", ".", "0.100"),
        ("1,234.5", ".", "1234.5"),
        ("1,23,456", ".", "123456"),
        ("1'234.50", ".", "1234.50"),
        ("1\u2019234.50", ".", "1234.50"),
        ("95.5%", ".", "95.5%"),
        (".5", ".", "0.5"),
    ],
)
def test_a_cell_that_can_be_read_in_one_way_tells_the_mark(text, mark, plain):
    notation = settle(cells("7", text, "words"), asked=None)
    assert (notation.mark, notation.told_by) == (mark, f'"{text}" in row 3, Volume')
    assert notation.plain(text) == plain
    with pytest.raises(ValueError, match="accepted"):
        Notation({",": ".", ".": ","}[mark]).plain(text)


@pytest.mark.parametrize(("text", "by_point", "by_comma"), [("1.000", "1.000", "1000"), ("12,500", "12500", "12.500")])
def test_a_cell_that_can_be_read_in_two_ways_is_read_as_the_file_is(text, by_point, by_comma):
    assert (POINT.plain(text), COMMA.plain(text)) == (by_point, by_comma)
    assert settle(cells(text, "2,5"), asked=None).plain(text) == by_comma
    assert settle(cells(text, "2.5"), asked=None).plain(text) == by_point
    assert settle(cells(text), asked=",").plain(text) == by_comma


@pytest.mark.parametrize("text", ["1.000", "-1.000", "12.500", "1,000", "(999.999)", "1.000 %"])
def test_without_a_cell_that_tells_it_is_refused(text):
    notation = settle(cells(text, text, "12", "1 234"), asked=None)
    assert notation == Notation()
    with pytest.raises(ValueError, match=r"can be read as .* or as .*, and no cell of the file tells which"):
        notation.plain(text)


def test_whole_numbers_with_commas_are_the_usual_ones():
    assert settle(cells("1,234", "1,000", is_whole=True), asked=None).plain("1,000") == "1000"
    assert settle(cells("1.000", "12.500", is_whole=True), asked=None).mark is None
    assert settle([*cells("1,234", is_whole=True), *cells("8,5")], asked=None).mark == ","


@pytest.mark.parametrize(("first", "second"), [("8,5", "8.5"), ("1.234,5", "0.25"), ("1,234.5", "1.234.567")])
def test_two_marks_in_one_file_are_refused_with_both_cells(first, second):
    with pytest.raises(Unreadable) as refused:
        settle(cells("7", first, "1.000", second), asked=None)
    assert f'"{first}" in row 3, Volume' in refused.value.message
    assert f'"{second}" in row 5, Volume' in refused.value.message


@pytest.mark.parametrize("text", ["1 234", "1\u202f234", "1'234", "1\u2019234"])
def test_groups_by_spaces_and_apostrophes_need_no_mark(text):
    assert [notation.plain(text) for notation in (Notation(), POINT, COMMA)] == ["1234"] * 3


@pytest.mark.parametrize("text", ["$1,234", "12,50 €", "EUR 5", "5 USD", "£3"])
def test_an_amount_of_money_is_refused(text):
    for notation in (POINT, COMMA):
        with pytest.raises(ValueError, match="amount of money"):
            notation.plain(text)


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3", "12.50.1", "abc", "1e5", "--5", "1_000", "(-5)", "1 23", "5%5"])
def test_what_is_no_number_stays_what_it_is(text):
    assert [notation.plain(text) for notation in (Notation(), POINT, COMMA)] == [text] * 3


@pytest.mark.parametrize("cell", [None, 1234, 8.5, True, "007"])
def test_what_is_plain_already_is_left_alone(cell):
    assert COMMA.plain(cell) == cell


def test_a_mark_may_be_asked_for_by_sign_or_name():
    assert [decimal_mark(asked) for asked in (None, ",", " . ", "comma", "Point")] == [None, ",", ".", ",", "."]
    for asked in ("", ";", "commas", "x" * 1_000):
        with pytest.raises(Unreadable) as refused:
            decimal_mark(asked)
        assert refused.value.accepted == '"." or ","'
