"""Both executors answer alike: random questions about random objects, with nulls, bad values and failures in them."""

import asyncio
import enum
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
import strawberry
from graphql import ExecutionResult, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from columnar import ColumnarExecutor, Relation, Wanted, _run
from tests.support.elsewhere import calls_elsewhere
from tests.support.questions import VARIABLES, null_at, questions


@strawberry.enum
class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.interface
class Named:
    name: str


def colours(upper: bool = False) -> bool:
    return upper


def related(loader: str, by: str, arguments: Any = None) -> Any:
    if arguments is None:

        async def resolve(root: Any, info: strawberry.Info):  # type: ignore[no-untyped-def]
            return info.context.value(loader, getattr(root, by), None)
    else:

        async def resolve(root: Any, info: strawberry.Info, upper: bool = False):  # type: ignore[no-untyped-def]
            return info.context.value(loader, getattr(root, by), arguments(upper))

    return strawberry.field(resolver=resolve, metadata={"relation": Relation(loader, by, arguments)})


@strawberry.type
class Leaf(Named):
    whole: int
    real: float
    maybe_real: float | None
    text: str | None
    is_on: bool
    colour: Colour
    maybe_colour: Colour | None
    day: date | None
    moment: datetime | None
    numbers: list[int]
    table: list[list[str | None]] | None


@strawberry.type
class Branch(Named):
    id: strawberry.ID
    key: int | None
    leaf: Leaf
    maybe_leaf: Leaf | None
    leaves: list[Leaf]
    maybe_leaves: list[Leaf | None] | None
    branches: list["Branch"]
    other: Leaf | None = related("leaf", "key")
    sure: Leaf = related("leaf", "key")
    others: list[Leaf] = related("leaves", "key", colours)

    @strawberry.field
    def shout(self) -> str:
        return str(self.name) + "!"


@strawberry.type
class Query:
    @strawberry.field
    def branch(self, info: strawberry.Info) -> Branch | None:
        return info.context.branch  # type: ignore[no-any-return]

    @strawberry.field
    def branches(self, info: strawberry.Info) -> list[Branch]:
        return [info.context.branch, info.context.branch]

    @strawberry.field
    def named(self, info: strawberry.Info) -> list[Named | None]:
        return [info.context.branch, info.context.branch.leaf]


SCHEMA = strawberry.Schema(query=Query, types=[Leaf, Branch])
CORE = SCHEMA._schema
ROOTS = ("branch", "branches", "named")
ARGUMENTS = {("Branch", "others"): ("", "(upper: true)", "(upper: $on)")}


class Store:
    """What the operation knows: a branch, and what relations find."""

    def __init__(self, branch: Any, kept: dict[int, Any], *, fails: bool) -> None:
        self.branch, self.kept, self.fails, self.levels = branch, kept, fails, 0

    def value(self, loader: str, key: Any, arguments: Any) -> Any:
        if key is None:
            return None
        if self.fails and key == 2:
            raise RuntimeError(f"{loader} fails")
        leaf = self.kept.get(key)
        return leaf if loader == "leaf" else [] if leaf is None else [leaf, leaf] if arguments else [leaf]


class Executor(ColumnarExecutor):
    async def related(self, relation: Relation, keys: Sequence[Any], arguments: Any, wanted: Wanted | None) -> Any:
        self.context_value.levels += 1
        await asyncio.sleep(0)
        return {key: self.context_value.value(relation.loader, key, arguments) for key in keys}


def instance(noun: type, values: dict[str, Any]) -> Any:
    """An object of a noun whose fields hold anything."""
    instance_ = noun.__new__(noun)
    instance_.__dict__.update(values)
    return instance_


def odd(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """As a rule what there should be."""
    strange = st.sampled_from([None, "", "7", 7, 2**31, -1.5, float("nan"), True, [], ValueError("bad"), object, "RED"])
    return st.integers(0, 60).flatmap(lambda number: strange if number == 0 else usual)


ZONES = [timezone(timedelta(hours=hours)) for hours in (0, 2)]
MOMENTS = [datetime(2025, 4, 1, 12, tzinfo=ZONES[0]).astimezone(zone) for zone in ZONES]  # equal, and written otherwise
reals = st.floats(allow_nan=False, allow_infinity=False, width=32)
leaves = st.fixed_dictionaries(
    {
        "name": odd(st.text(max_size=3)),
        "whole": odd(st.integers(-(2**31), 2**31 - 1)),
        "real": odd(reals | st.integers(0, 9)),
        "maybe_real": odd(st.none() | reals),
        "text": odd(st.none() | st.text(max_size=3)),
        "is_on": odd(st.booleans()),
        "colour": odd(st.sampled_from(Colour)),
        "maybe_colour": odd(st.none() | st.sampled_from(Colour)),
        "day": odd(st.none() | st.dates()),
        "moment": odd(st.none() | st.sampled_from(MOMENTS)),
        "numbers": odd(st.lists(odd(st.integers(0, 9)), max_size=3)),
        "table": odd(st.none() | st.lists(st.lists(st.none() | st.text(max_size=2), max_size=2), max_size=2)),
    }
).map(lambda values: instance(Leaf, values))


def branches(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            "name": odd(st.text(max_size=3)),
            "id": odd(st.text(max_size=3) | st.integers(0, 9)),
            "key": st.none() | st.integers(0, 3),
            "leaf": odd(leaves),
            "maybe_leaf": odd(st.none() | leaves),
            "leaves": odd(st.lists(odd(leaves), max_size=3) | st.tuples(leaves)),
            "maybe_leaves": odd(st.none() | st.lists(st.none() | leaves, max_size=3)),
            "branches": odd(below),
        }
    ).map(lambda values: instance(Branch, values))


trees = st.recursive(branches(st.just([])), lambda below: branches(st.lists(below, max_size=3)), max_leaves=4)
stores = st.dictionaries(st.integers(0, 3), odd(leaves), max_size=4)


async def executed(executor_class: Any, document: Any, store: Store) -> ExecutionResult:
    executor = executor_class.build(
        CORE, document, context_value=store, raw_variable_values=VARIABLES, is_awaitable=optimized_is_awaitable
    )
    result = executor.execute_operation()
    return await result if optimized_is_awaitable(result) else result


def said(result: ExecutionResult) -> tuple[str, list[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """Data with the order of keys; what went wrong where; and the nulls that the errors explain."""
    errors = sorted((orjson.dumps(error.path), error.message) for error in result.errors or ())
    return repr(result.data), errors, {null_at(result.data, error.path or []) for error in result.errors or ()}


def test_random_objects_get_the_same_answer(inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = nothing = 0

    @settings(max_examples=inputs, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions(CORE, ROOTS, ARGUMENTS), trees, stores, st.booleans(), st.sampled_from([_run.MANY, 1]))
    def compare(text: str, tree: Any, kept: dict[int, Any], fails: bool, many: int) -> None:
        nonlocal columns, nothing
        monkeypatch.setattr(_run, "MANY", many)
        document = parse(text)
        if validate(CORE, document):
            return
        stock = asyncio.run(executed(StrawberryGraphQLCoreExecutionContext, document, Store(tree, kept, fails=fails)))
        store = Store(tree, kept, fails=fails)
        asyncio.run(executed(Executor, document, Store(tree, kept, fails=fails)))
        ours = asyncio.run(executed(Executor, document, store))  # by what was prepared the first time
        columns += store.levels > 0
        nothing += ours.data == {}
        data, errors, nulls = said(ours)
        stock_data, stock_errors, stock_nulls = said(stock)
        assert data == stock_data
        assert nulls == stock_nulls
        if [path for path, _ in errors] == [path for path, _ in stock_errors]:
            assert errors == stock_errors  # under one null, which of several errors is named may differ

    compare()
    # A few inputs are much alike, so their shares differ widely.
    assert columns > inputs // 100  # that nothing at all would go by columns is no proof
    assert nothing > inputs // 100  # nor that no question leaves out all of its root fields


@pytest.mark.parametrize("count", [1, 3, 5_000])
def test_a_level_is_loaded_once_whatever_its_size(count: int) -> None:
    leaf = SimpleNamespace(name="leaf", whole=1, colour=Colour.RED)
    kept = {key: instance(Leaf, vars(leaf)) for key in range(count)}
    below = [
        instance(Branch, {"name": "b", "id": str(key), "key": key, "leaf": kept[key], "branches": []})
        for key in range(count)
    ]
    store = Store(instance(Branch, {"name": "top", "id": "0", "key": None, "branches": below}), kept, fails=False)
    selection = "{ branch { branches { id other { name colour } others { whole } } } }"
    document = parse(f"query Q($on: Boolean!, $off: Boolean!) {selection}")
    result = asyncio.run(executed(Executor, document, store))
    assert result.errors is None and result.data is not None
    assert len(result.data["branch"]["branches"]) == count
    assert store.levels == 2


def test_nobody_waits_for_a_level_of_many_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves_ = [instance(Leaf, {"name": "leaf", "whole": key, "text": "text"}) for key in range(_run.MANY + 1)]
    store = Store(instance(Branch, {"name": "top", "id": "0", "key": None, "leaves": leaves_}), {}, fails=False)
    document = parse("query Q($on: Boolean!, $off: Boolean!) { branch { name leaves { name whole text } } }")
    with calls_elsewhere(monkeypatch, _run, "serialize_column") as calls:
        result = asyncio.run(executed(Executor, document, store))
    assert result.errors is None
    assert calls == {False: 1, True: 3}


def test_one_moment_is_written_in_the_zone_of_each() -> None:
    leaves_ = [instance(Leaf, {"name": "leaf", "moment": moment}) for moment in MOMENTS]
    store = Store(instance(Branch, {"name": "top", "id": "0", "key": None, "leaves": leaves_}), {}, fails=False)
    document = parse("query Q($on: Boolean!, $off: Boolean!) { branch { leaves { moment } } }")
    ours = asyncio.run(executed(Executor, document, store))
    stock = asyncio.run(executed(StrawberryGraphQLCoreExecutionContext, document, store))
    assert said(ours) == said(stock)
