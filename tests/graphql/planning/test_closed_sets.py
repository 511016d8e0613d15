"""A word of a closed set is refused with the words that would be accepted, as the entry point spells them."""

from datetime import date
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, OperationType, get_named_type

from db.shared.tenants import tenant_id
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from tests.graphql.planning.conftest import ROSTER, Planner, sheet
from tests.support.cluster import SAMPLE_TENANT
from tests.support.slots import ROOTS, document, example_arguments, filled

Place = tuple[OperationType, str, tuple[str | int, ...], GraphQLEnumType]
WRONG = ("Domestic", "domestic", "", 7)
IN_FILES = "must be Domestic or Global, also Onshore or Offshore"


def enums(type_: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], GraphQLEnumType]]:
    """Every place below an argument where a word of a closed set stands."""
    if isinstance(type_, GraphQLNonNull):
        return enums(type_.of_type, path)
    if isinstance(type_, GraphQLList):
        return enums(type_.of_type, (*path, 0))
    if isinstance(type_, GraphQLInputObjectType):
        return [
            found
            for name, field in type_.fields.items()
            if get_named_type(field.type) is not type_  # filters within filters have the same
            for found in enums(field.type, (*path, name))
        ]
    return [(path, type_)] if isinstance(type_, GraphQLEnumType) else []


PLACES: list[Place] = [
    (operation, field_name, path, enum)
    for operation in (OperationType.QUERY, OperationType.MUTATION)
    for field_name, field in ROOTS[operation].items()
    for name, argument in field.args.items()
    for path, enum in enums(argument.type, (name,))
]


@pytest.mark.shares
async def test_graphql_tells_the_names_of_the_enum_wherever_it_stands(world: Planner) -> None:
    assert {enum.name for *_, enum in PLACES} >= {"WorkType", "RoleName", "ChangeType", "ResourceType"}
    for operation, field, path, enum in PLACES:
        for wrong in WRONG:
            arguments = filled(example_arguments(operation, field), path, wrong)
            asked = document(operation, field, arguments)
            response = await world.post(asked["query"], asked["variables"])
            (error, *_) = response.json()["errors"]
            assert error["extensions"]["code"] == "BAD_REQUEST", error
            assert error["message"].endswith(f"; accepted: {', '.join(enum.values)}"), (field, path, error)


@pytest.mark.shares
@pytest.mark.parametrize("wrong", ["DOMESTC", "Home", "US"])
async def test_a_file_tells_the_words_of_files(world: Planner, wrong: str) -> None:
    columns = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = sheet(columns, [2025, 6, wrong, 20, 8, 0.9, 0.1])
    roster = sheet(ROSTER, ["CN900", "A", "B", "Amisys", wrong, "FL", "Claims"])
    async with world.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
        of_months = (await preview_months(session, months)).outcome
        of_roster = (await preview_roster(session, roster, today=date(2025, 6, 2))).outcome
    reason = f"{IN_FILES}; did you mean Domestic?" if wrong == "DOMESTC" else IN_FILES
    assert [(one.column, one.value, one.reason) for one in of_months.rejected] == [("Work Type", wrong, reason)]
    assert [(one.column, one.value, one.reason) for one in of_roster.rejected] == [("Location", wrong, reason)]


@pytest.mark.shares
async def test_rest_tells_its_own_words(world: Planner) -> None:
    answer = await world.get("/api/v2/reports/powerbi/monthly-summary", locality="Home")
    assert answer.status_code == 400
    assert "accepted: Domestic or Global, also Onshore or Offshore" in answer.text
    for known in ("Domestic", "ONSHORE", "offshore", " global "):
        assert (await world.get("/api/v2/reports/powerbi/monthly-summary", locality=known)).status_code == 200
