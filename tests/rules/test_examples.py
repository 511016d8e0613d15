"""Every example runs on the sample data and gets, to the digit, the answer beside it."""

import json
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse

from server.graphiql import EXAMPLES, example_tabs
from server.postgres import Addresses
from tests.conftest import Client, clients

ROOMS = {"workforce", "forecast", "shared"}
PATHS = sorted(EXAMPLES.glob("*/*.graphql"))


def beside(path: Path, kind: str) -> dict[str, object]:
    file = path.with_suffix(f".{kind}.json")
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def is_mutation(path: Path) -> bool:
    return "\nmutation " in path.read_text("utf-8")


@pytest.mark.parametrize("path", [path for path in PATHS if not is_mutation(path)], ids=named)
async def test_a_question_gets_its_answer(sample_client: Client, path: Path) -> None:
    response = await sample_client("VIEWER").post(path.read_text("utf-8"), beside(path, "variables"))
    assert response.json() == beside(path, "answer")


@pytest.mark.parametrize("path", [path for path in PATHS if is_mutation(path)], ids=named)
async def test_a_change_gets_its_answer_on_fresh_sample_data(changeable_sample: Addresses, path: Path) -> None:
    async for client in clients(changeable_sample):
        response = await client("PLANNER").post(path.read_text("utf-8"), beside(path, "variables"))
    assert response.json() == beside(path, "answer")


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_an_example_says_first_what_it_shows(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith((".", "?"))


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_an_example_is_one_named_operation_with_the_variables_it_declares(path: Path) -> None:
    (operation,) = [
        one for one in parse(path.read_text("utf-8")).definitions if isinstance(one, OperationDefinitionNode)
    ]
    assert operation.name is not None
    assert operation.name.value.lower() == path.stem.replace("_", "")
    declared = {variable.variable.name.value for variable in operation.variable_definitions or ()}
    assert declared == set(beside(path, "variables"))


def test_examples_stand_in_the_rooms_and_every_file_belongs_to_one() -> None:
    files = {path for path in EXAMPLES.glob("*/*") if path.is_file() and path.suffix != ".pyc"}
    assert {path.parent.name for path in files} == ROOMS
    kinds = (".graphql", ".variables.json", ".answer.json")
    assert files <= {path.with_suffix(kind) for path in PATHS for kind in kinds}


def test_every_example_is_a_tab() -> None:
    tabs = example_tabs()
    assert {f"{tab['room']}/{tab['name']}" for tab in tabs} == {named(path) for path in PATHS}
    assert all(json.loads(tab["variables"] or "{}") is not None for tab in tabs)
