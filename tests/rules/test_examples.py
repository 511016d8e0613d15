"""Every example runs on the sample data and gets, to the digit, the answer beside it; a change is audited."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from graphql import FieldNode, OperationDefinitionNode, OperationType, parse, validate

from graphql_examples import FIRST_TABS
from server.commands.postgres import Addresses
from server.graphql.examples import EXAMPLES, listed_examples
from server.graphql.schema import schema
from server.rooms import HOUSE
from tests.conftest import Client, clients
from tests.graphql.access.matrix import FIELDS
from tests.support.api import Api, token
from tests.support.audit import expect_rows_of, log
from tests.support.clocks import today

ROOMS = {room.name for room in HOUSE.rooms if room.queries or room.mutations}
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_ID = "00000000-0000-0000-0000-000000000000"
ANY_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
ANY_KEY = re.compile(r"hrk_[0-9a-f]+_[0-9a-f]+")
NO_KEY = "hrk_…"
ANY_ENTRY = re.compile(r"QXVkaXRFbnRyeT[\w=]+")  # an entry of the audit log: it follows from how many were before it
NO_ENTRY = "QXVkaXRFbnRyeTox"
NO_DAY = "2000-01-01"  # takes the place of today where a day must be recent
NO_MOMENT = "2025-01-01T00:00:00+00:00"
PATHS = sorted(EXAMPLES.glob("*/*.graphql"))


def beside(path: Path, kind: str) -> dict[str, object]:
    file = path.with_suffix(f".{kind}.json")
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def operation_of(path: Path) -> OperationDefinitionNode:
    definitions = parse(path.read_text("utf-8")).definitions
    (operation,) = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
    return operation


def of_kind(kind: OperationType) -> list[Path]:
    return [path for path in PATHS if operation_of(path).operation is kind]


def steady(answer: str) -> object:
    """An answer with its ids, moments and today, which are others each time, as the examples write them."""
    shown = ANY_KEY.sub(NO_KEY, ANY_MOMENT.sub(NO_MOMENT, ANY_ID.sub(NO_ID, answer)))
    shown = ANY_ENTRY.sub(NO_ENTRY, shown)
    return json.loads(shown.replace(day_of_run(), NO_DAY))


def day_of_run() -> str:
    return str(today())


def is_changing(path: Path) -> bool:
    return operation_of(path).operation is OperationType.MUTATION or bool(beside(path, "before"))


@pytest.mark.parametrize("path", [path for path in of_kind(OperationType.QUERY) if not is_changing(path)], ids=named)
async def test_a_question_gets_its_answer(sample_client: Client, path: Path) -> None:
    response = await sample_client("VIEWER").post(path.read_text("utf-8"), beside(path, "variables"))
    assert response.json() == beside(path, "answer")


@pytest.mark.parametrize("path", [path for path in PATHS if is_changing(path)], ids=named)
async def test_a_change_gets_its_answer_on_fresh_sample_data_and_leaves_a_row_in_the_audit_log(
    changeable_sample: Addresses, path: Path
) -> None:
    async for client in clients(changeable_sample, compares=True):
        admin = client("ADMIN")
        answer = await carried_out(admin, path)
        rows = await log(admin)
    assert steady(answer) == beside(path, "answer")
    if operation_of(path).operation is OperationType.MUTATION:
        expect_rows_of(path.stem, rows)


@pytest.mark.parametrize("path", of_kind(OperationType.SUBSCRIPTION), ids=named)
def test_a_subscription_fits_the_schema(path: Path) -> None:
    assert validate(schema._schema, parse(path.read_text("utf-8"))) == []


async def carried_out(planner: Api, path: Path) -> str:
    """The answer to a mutation, after the one it needs before it, whose id takes the place of the zeros.

    What nobody may do both of, the one before is done by a colleague.
    """
    variables = json.dumps(beside(path, "variables")).replace(NO_DAY, day_of_run())
    if before := beside(path, "before"):
        by = planner if "by" not in before else Api(planner.http, token("ADMIN", subject=str(before["by"])))
        first = await carried_out(by, (path.parent / str(before["example"])).with_suffix(".graphql").resolve())
        if NO_ID in variables:
            found = ANY_ID.search(first)
            assert found is not None, first
            variables = variables.replace(NO_ID, found[0])
    file = path.with_suffix(".file.csv")
    if not file.exists():
        return (await planner.post(path.read_text("utf-8"), json.loads(variables))).text
    asked = {"query": path.read_text("utf-8"), "variables": json.loads(variables)}
    form = {"operations": json.dumps(asked), "map": '{"0": ["variables.file"]}'}
    headers = {**planner.headers, "GraphQL-Preflight": "1"}
    sent = await planner.http.post("/graphql", data=form, files={"0": (file.name, file.read_bytes())}, headers=headers)
    return sent.text


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_an_example_says_first_what_it_shows(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith((".", "?"))


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_an_example_is_one_named_operation_with_the_variables_it_declares(path: Path) -> None:
    operation = operation_of(path)
    assert operation.name is not None
    assert operation.name.value.lower() == path.stem.replace("_", "")
    declared = {variable.variable.name.value for variable in operation.variable_definitions or ()}
    assert declared == set(beside(path, "variables"))


def test_examples_stand_in_the_rooms_and_every_file_belongs_to_one() -> None:
    files = {path for path in EXAMPLES.glob("*/*") if path.is_file() and path.suffix != ".pyc"}
    of_power_bi = {path for path in files if path.parent.name == "power_bi"}  # tests/rest/odata/test_power_bi.py
    assert {path.suffix for path in of_power_bi} == {".pq"}
    files -= of_power_bi
    assert {path.parent.name for path in files} == ROOMS
    kinds = (".graphql", ".variables.json", ".answer.json", ".before.json", ".file.csv")
    assert files <= {path.with_suffix(kind) for path in PATHS for kind in kinds}


def test_every_example_is_listed_and_five_of_them_are_tabs_at_the_first_visit() -> None:
    examples = listed_examples()
    assert {f"{one['room']}/{one['name']}" for one in examples} == {named(path) for path in PATHS}
    assert all(json.loads(one["variables"] or "{}") is not None for one in examples)
    tabs = [one for one in examples if one["tab"] is not None]
    assert tabs == examples[:5]
    assert [f"{one['room']}/{one['name']}" for one in tabs] == list(FIRST_TABS)
    assert {one["operation"] for one in tabs} == {"query", "subscription"}  # nobody changes anything by trying a tab


def test_an_example_names_the_permissions_that_its_root_fields_ask_for() -> None:
    for example in listed_examples():
        operation = operation_of(EXAMPLES / example["room"] / f"{example['name']}.graphql")
        names = [node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)]
        asked = {FIELDS[example["operation"]][name] or "signed in" for name in names}
        assert {" ".join(example["permissions"])} == asked, example["name"]
