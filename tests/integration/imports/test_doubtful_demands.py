"""Rows of a forecast that would make a new demand because of a slip: warned of, once for each word."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import Database
from db.forecast.demands import NewDemand
from db.shared.enums import WorkType
from services.forecast.imports.doubtful_demands import doubtful_demands
from services.forecast.imports.forecast import FORECAST_IMPORT
from services.forecast.imports.forecast_file import ForecastFile, ForecastLine
from services.forecast.imports.forecast_update import DemandKey
from services.shared.imports import ImportOutcome
from services.workforce.imports.months import MONTHS_IMPORT
from services.workforce.imports.roster import ROSTER_IMPORT
from tests.integration.imports.test_how_files_are_read import CALENDAR, FORECAST, MONTHS, csv, load

COLUMNS = {"main_lob": "Main LOB", "state": "State", "case_type": "Case Type"}
LOB = "Amisys Medicaid DOMESTIC"
KNOWN: list[DemandKey] = [
    (LOB, "FL", "Appeals"),
    (LOB, "GA", "Correspondence"),
    ("Facets Duals OFFSHORE", "N/A", "OMNI"),
]
letters = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


def told(*demands: DemandKey, known: list[DemandKey] = KNOWN) -> list[str]:

    lines = [
        ForecastLine(row, NewDemand(*demand, "C1", "Amisys", WorkType.DOMESTIC), Decimal(8), (1,) * 6)
        for row, demand in enumerate(demands, start=2)
    ]
    return doubtful_demands(ForecastFile([], lines, COLUMNS, ImportOutcome()), known)


@given(st.data())
def test_a_word_with_a_slip_is_told_with_its_row_and_what_was_meant(data: st.DataObject) -> None:
    part, kind, column = data.draw(st.sampled_from([(0, "main LOB", "Main LOB"), (2, "case type", "Case Type")]))
    known = data.draw(st.sampled_from(KNOWN))
    word = known[part].partition(" ")[0]
    place, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(letters)
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]
    slip = data.draw(st.sampled_from(slips))
    given_word = known[part].replace(word, slip)
    if given_word.casefold() == known[part].casefold():
        return
    demand = (*known[:part], given_word, *known[part + 1 :])
    assert told(known, demand) == [
        f"row 3, {column}: no demand has the {kind} {given_word}; did you mean {known[part]}?"
    ]
    assert told(*[demand] * 40)[0].endswith("(40 rows)")


@given(st.integers(0, 99_999), st.integers(1, 6), st.sampled_from(["", "Queue ", "Q-"]), st.sampled_from([1, -1]))
def test_a_number_without_its_zeros_is_told(number: int, zeros: int, before: str, order: int) -> None:
    words = f"{before}{number}", f"{before}{'0' * zeros}{number}"
    known, word = words[::order]
    assert told((LOB, "FL", word), known=[(LOB, "FL", known)]) == [
        f"row 2, Case Type: no demand has the case type {word}; did you mean {known}?"
    ]
    assert told((LOB, "FL", f"{before}{number + 1}"), known=[(LOB, "FL", known)]) == []


@pytest.mark.parametrize(
    "other",
    [("Amisys Medicare DOMESTIC", "FL", "Appeals"), ("Amisys Medicaid OFFSHORE", "FL", "Appeals"),
     (LOB, "FL", "Appeals 2"), (LOB, "FL", "Grievances"), (LOB, "TX", "Appeals")],
)  # fmt: skip
def test_another_word_is_no_slip(other: DemandKey) -> None:
    assert told(*KNOWN, other) == []
    assert told(*KNOWN, other, known=[]) == []


NAMES = [
    "Part A",
    "Part B",
    "Tier I",
    "Tier II",
    "Tier III",
    "W1",
    "W2",
    "Onshore",
    "Offshore",
    "TX Claims",
    "FL Claims",
]


@given(st.permutations(NAMES))
def test_what_tells_names_apart_is_no_slip(names: list[str]) -> None:
    assert told(*[(LOB, "FL", name) for name in names], known=[]) == []


@pytest.mark.parametrize(("slip", "meant"), [("FI", "FL"), ("FLL", "FL"), ("NA", "N/A")])
def test_a_code_that_is_no_state_is_told(slip: str, meant: str) -> None:
    state = next(demand for demand in KNOWN if demand[1] == meant)
    warnings = told(*KNOWN, (state[0], slip, state[2]))
    assert warnings == [f"row 5, State: no demand has the state {slip}; did you mean {meant}?"]


def test_a_state_like_any_other_is_told_where_the_file_lacks_the_demand_that_was_meant() -> None:
    asked = (LOB, "AL", "Appeals")
    assert told(*KNOWN[1:], asked, asked) == [
        f"row 4, State: no demand is {LOB} / AL / Appeals; did you mean {LOB} / FL / Appeals, which the file lacks? "
        "(2 rows)"
    ]
    assert told(*KNOWN, asked) == []


def test_within_a_file_the_rarer_of_two_words_is_the_slip() -> None:
    rows: list[DemandKey] = [(LOB, "FL", "Prior Auth"), (LOB, "FL", "Prior Auths"), (LOB, "GA", "Prior Auths")]
    assert told(*rows, known=[]) == [
        "row 2, Case Type: no demand has the case type Prior Auth; did you mean Prior Auths, as in row 3?"
    ]


def test_a_file_of_nothing_but_new_words_is_told_within_bounds() -> None:
    demands = [
        (LOB, "FL", f"{one}{other}ppeals") for one in "bcdfghjklmnpqrstvwxz" for other in "bcdfghjklmnpqrstvwxz" * 2
    ]
    assert len(told(*demands)) <= 500


@pytest.mark.parametrize("place", range(3))
async def test_the_preview_of_a_forecast_says_so(database: Database, demo_id: UUID, place: int) -> None:
    months = [[2025, month, "Domestic", 21, 9, 0.95, 0.1] for month in range(1, 13)]
    await load(database, demo_id, MONTHS_IMPORT, csv(CALENDAR, *months))
    demand: list[Any] = [LOB, "FL", "Appeals"]
    first = await load(database, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], [*demand, "C1", 8, *[1] * 6]))
    assert first.warnings == []
    slip = [*demand]
    slip[place] = ["Amysis Medicaid DOMESTIC", "FI", "Appeal"][place]
    outcome = await load(
        database,
        demo_id,
        FORECAST_IMPORT,
        csv([*FORECAST, *MONTHS], [*demand, "C1", 8, *[1] * 6], [*slip, "C1", 8, *[1] * 6]),
    )
    (warning,) = outcome.warnings
    assert warning.startswith(f"row 3, {FORECAST[place]}: no demand has the ")
    assert warning.endswith(f" {slip[place]}; did you mean {demand[place]}?")
    assert outcome.created == 1


async def test_a_roster_is_not_asked_about_states_that_are_states(database: Database, demo_id: UUID) -> None:
    months = [[2025, month, "Domestic", 21, 9, 0.95, 0.1] for month in range(1, 13)]
    await load(database, demo_id, MONTHS_IMPORT, csv(CALENDAR, *months))
    await load(database, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], [LOB, "FL", "Appeals", "C1", 8, *[1] * 6]))
    header = ["CN", "First Name", "Last Name", "Platform", "Location", "State", "Skills"]
    person = ["CN1", "Ada", "Byron", "Amisys", "Domestic", "FL|AL|FI", "Appeals"]
    outcome = await load(database, demo_id, ROSTER_IMPORT, csv(header, person))
    assert outcome.warnings == ["row 2, State: no demand has the state FI; did you mean FL?"]
