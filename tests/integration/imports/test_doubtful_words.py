"""Words of a roster that look like slips: warned of by row and column, once however many rows have them."""

from uuid import UUID

import pytest

from db.engine import Database
from services.forecast.imports.forecast import FORECAST_IMPORT
from services.workforce.imports.months import MONTHS_IMPORT
from services.workforce.imports.roster import ROSTER_IMPORT
from tests.integration.imports.test_how_files_are_read import CALENDAR, DEMAND, FORECAST, MONTHS, ROSTER, csv, load

PERSON = {"Platform": "Amisys", "State": "FL", "Skills": "Appeals"}
SLIPS = {
    "Platform": ("platform", "Amisys", ["Amysis", "amisis", "Amisy", "Amissys"]),
    "Skills": ("skill", "Appeals", ["Apeals", "Appaels", "appealls"]),
}


def row(cn: str, **changed: str) -> list[str]:
    said = {**PERSON, **changed}
    return [cn, "Ada", "Byron", "", said["Platform"], "Domestic", said["State"], said["Skills"]]


@pytest.fixture
async def planned(database: Database, demo_id: UUID) -> Database:
    """A tenant with one demand."""
    months = [[2025, month, kind, 21, 9, 0.95, 0.1] for month in range(1, 13) for kind in ("Domestic", "Global")]
    await load(database, demo_id, MONTHS_IMPORT, csv(CALENDAR, *months))
    outcome = await load(database, demo_id, FORECAST_IMPORT, csv([*FORECAST, *MONTHS], [*DEMAND, 8, *[100] * 6]))
    assert outcome.created == 1
    return database


@pytest.mark.parametrize("column", ["Platform", "Skills"])
async def test_a_slip_is_warned_of_where_it_stands_and_taken(planned: Database, demo_id: UUID, column: str) -> None:
    kind, meant, slips = SLIPS[column]
    people = [row(f"CN{place}", **{column: slip}) for place, slip in enumerate(slips)]
    outcome = await load(planned, demo_id, ROSTER_IMPORT, csv(ROSTER, *people))
    assert (outcome.created, outcome.rejected) == (len(slips), [])
    assert outcome.warnings == [
        f"row {number}, {column}: no demand has the {kind} {slip}; did you mean {meant}?"
        for number, slip in enumerate(slips, start=2)
    ]


async def test_like_rows_are_told_once_with_their_number(planned: Database, demo_id: UUID) -> None:
    people = [row("CN1"), *[row(f"CN{place}", Skills="Appeals|Apeals") for place in range(2, 30)]]
    outcome = await load(planned, demo_id, ROSTER_IMPORT, csv(ROSTER, *people))
    assert outcome.warnings == ["row 3, Skills: no demand has the skill Apeals; did you mean Appeals? (28 rows)"]


async def test_words_in_use_and_unlike_ones_are_no_slips(planned: Database, demo_id: UUID) -> None:
    people = [row("CN1", Platform="AMISYS", Skills="appeals|Correspondence"), row("CN2", Platform="Facets")]
    assert (await load(planned, demo_id, ROSTER_IMPORT, csv(ROSTER, *people))).warnings == []


async def test_a_first_import_warns_of_nothing(database: Database, demo_id: UUID) -> None:
    people = [row("CN1"), row("CN2", Platform="Amysis", Skills="Apeals")]
    assert (await load(database, demo_id, ROSTER_IMPORT, csv(ROSTER, *people))).warnings == []
