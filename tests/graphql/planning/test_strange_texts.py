"""Strange texts in questions: each finds what has it, which may be nothing, or is refused naming its argument."""

import random

import pytest
from graphql import OperationType

from db.shared.enums import Role
from server.rest.arguments import accepted_of
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import TableWorkbook
from tests.graphql.planning.conftest import Planner
from tests.support.api import Api, token
from tests.support.slots import Slot, document, example_arguments, filled, slots

UNMEANT = ["\x00", "a\x00b", "\u202e", "\x07", "x" * 10_000, "é" * 300]  # that nothing is named by: nothing is found
ODD = ["", " ", " 2025-04 ", "2025-4", "April 2025", "２０２５-04", "%", "\\", "İ", "ß", "e\u0301", "null", "-1"]
QUESTIONS = [
    slot for slot in slots(OperationType.QUERY) if slot.within is None and slot.kind in ("String", "ID", "UUID")
]
CODES = {"BAD_REQUEST", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.shares
@pytest.mark.parametrize("slot", QUESTIONS, ids=str)
async def test_a_strange_text_is_no_error_of_ours(world: Planner, slot: Slot) -> None:
    draw = random.Random(str(slot))
    headers = {"Authorization": f"Bearer {token(Role.PLANNER, Role.ADMIN)}"}
    for text in draw.sample(UNMEANT, 2) + draw.sample(ODD, 2):
        arguments = filled(example_arguments(slot.operation, slot.field), slot.path, text)
        asked = document(slot.operation, slot.field, arguments)
        response = await world.http.post("/graphql", json=asked, headers=headers)
        assert response.status_code in (200, 400), response.text[:300]
        errors = response.json().get("errors", [])
        assert {error["extensions"]["code"] for error in errors} <= CODES, (text[:20], response.text[:300])
        told = [slot.name in error["message"] or error["message"].startswith("a text has") for error in errors]
        assert all(told), (text[:20], response.text[:300])


@pytest.mark.shares
@pytest.mark.parametrize("path", [report.path for report in HOUSE.reports if not isinstance(report, TableWorkbook)])
async def test_no_text_of_an_address_is_an_error_of_ours(world: Planner, path: str) -> None:
    """Of tables and of workbooks that are no table: a table's workbook takes the arguments of the table."""
    draw, everybody = random.Random(path), Api(world.http, token(Role.ADMIN))
    for name in [argument.name for report in HOUSE.reports if report.path == path for argument in accepted_of(report)]:
        for text in draw.sample([*UNMEANT, *ODD], 2):
            answer = await everybody.get(PREFIX + path, **{name: text})
            assert answer.status_code in (200, 400), (name, text[:20], answer.text[:300])
            if answer.status_code == 400:
                assert name in answer.json()["message"], (name, text[:20], answer.text[:300])
