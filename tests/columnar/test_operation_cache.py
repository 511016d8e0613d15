"""An operation that was prepared before takes its variables as graphql-core does, or leaves them to it."""

from itertools import product
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    get_named_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from columnar._operation_cache import MOST_CHARACTERS, OperationCache, OperationKey
from columnar._operation_plans import MOST_VARIANTS
from columnar._run import LONGEST_ARGUMENTS, MOST_ARGUMENTS
from resolvers.executor import Executor
from server.graphql.schema import schema
from tests.conftest import Client

SCHEMA: GraphQLSchema = schema._schema
INPUTS = sorted(name for name, type_ in SCHEMA.type_map.items() if is_input_object_type(type_))
ODD = st.sampled_from([None, True, 0, -1, 2**31, 1.5, 1e308, "", "1", "2025-04-01", "x", [], [None], {}, {"x": 1}])
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-5, 3000),
    "Float": st.floats(0, 100) | st.integers(0, 100),
    "String": st.text(max_size=3),
    "ID": st.text(max_size=3) | st.integers(0, 9),
    "Boolean": st.booleans(),
    "Date": st.just("2025-04-01"),
    "DateTime": st.just("2025-04-01T00:00:00Z"),
}


def values(type_: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """JSON for a type: right for the most part."""
    if is_non_null_type(type_):
        return values(type_.of_type, depth)
    if is_list_type(type_):
        return st.lists(values(type_.of_type, depth), max_size=2) | values(type_.of_type, depth)
    if is_leaf_type(type_):
        named = getattr(type_, "values", None)
        return st.sampled_from(list(named)) if named else PLAIN.get(type_.name, st.just("1"))
    fields = {
        name: mostly(values(field.type, depth + 1))
        for name, field in type_.fields.items()
        if depth < 2 or get_named_type(field.type) is not type_
    }
    required = {name: field for name, field in fields.items() if is_non_null_type(type_.fields[name].type)}
    optional = {name: field for name, field in fields.items() if name not in required}
    return mostly(st.fixed_dictionaries(required, optional=optional if depth < 3 else {}))


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Sometimes something else."""
    return st.integers(0, 19).flatmap(lambda number: ODD if number == 0 else right)


def built(executor: Any, document: Any, variables: dict[str, Any]) -> Any:
    """The variables as an executor has them, or what it says of them."""
    operation = executor.build(SCHEMA, document, raw_variable_values=variables, operation_name=None)
    if isinstance(operation, list):
        return [error.message for error in operation]
    sources, coerced = operation.variable_values
    return {name: (str(source.signature.type), source.value) for name, source in sources.items()}, coerced


@pytest.mark.parametrize("name", INPUTS)
def test_variables_of_any_kind_are_taken_as_graphql_core_takes_them(name: str, inputs: int) -> None:
    document = parse(f"query Q($one: {name}!, $many: [{name}!], $may: {name}) {{ __typename }}")
    type_ = SCHEMA.type_map[name]

    @settings(max_examples=max(5, inputs // 8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(type_), st.none() | st.lists(values(type_), max_size=2), st.booleans())
    def compare(one: Any, many: Any, is_alone: bool) -> None:
        variables = {"one": one} if is_alone else {"one": one, "many": many, "may": one}
        stock = built(StrawberryGraphQLCoreExecutionContext, document, variables)
        assert built(Executor, document, variables) == stock
        assert built(Executor, document, variables) == stock

    compare()


SCALARS = "query Q($i: Int = 3, $n: Int!, $l: [[Int]], $f: Float, $id: ID, $on: Boolean! = true) { __typename }"


@pytest.mark.parametrize(
    "variables",
    [
        {"n": 1},
        {"n": 1, "i": None, "on": False},
        {"n": 1, "i": 7, "f": 2, "id": 5, "l": [[1, None], None]},
        {"n": 1, "l": 1},
        {"n": 1, "l": [1]},
        {"n": 1, "on": None},
        {"n": None},
        {},
        {"n": True},
        {"n": 2.0, "f": True},
        {"n": 2**31},
        {"n": 1, "unknown": 1},
    ],
    ids=repr,
)
def test_defaults_lists_and_what_lacks(variables: dict[str, Any]) -> None:
    document = parse(SCALARS)
    built(Executor, document, {"n": 1})  # so that it was prepared before
    ours = built(Executor, document, variables)
    stock = built(StrawberryGraphQLCoreExecutionContext, document, variables)
    assert repr(ours) == repr(stock)  # 2 and 2.0 are not the same


def test_what_was_prepared_before_is_used() -> None:
    document = parse(SCALARS)
    first = Executor.build(SCHEMA, document, raw_variable_values={"n": 1})
    again = Executor.build(SCHEMA, document, raw_variable_values={"n": 2})
    other = Executor.build(SCHEMA, parse(SCALARS), raw_variable_values={"n": 2})
    assert again.fragments is first.fragments
    assert other.fragments is not first.fragments
    assert again.collected_errors is not first.collected_errors


def test_what_is_kept_is_bounded_by_the_length_of_its_documents() -> None:
    cache = OperationCache()
    text = "{ __typename }".ljust(MOST_CHARACTERS // 10 - 10)
    keys = [OperationKey(SCHEMA, parse(f"{text} # {number}"), None, None, {}) for number in range(20)]
    for key in keys:
        cache.keep(key, Executor.build(SCHEMA, key.document))
        cache.keep(key, Executor.build(SCHEMA, key.document))  # of two at the same time
    assert [cache.get(key) is not None for key in keys] == [False] * 10 + [True] * 10


def test_plans_of_one_operation_are_bounded_whatever_it_skips() -> None:
    names = [f"v{number}" for number in range(6)]
    fields = " ".join(f"{name}: __typename @skip(if: ${name})" for name in names)
    document = parse(f"query Q({' '.join(f'${name}: Boolean!' for name in names)}) {{ {fields} }}")
    seen = []
    for on_or_off in product([True, False], repeat=len(names)):
        variables = dict(zip(names, on_or_off, strict=True))
        executor, again = (Executor.build(SCHEMA, document, raw_variable_values=variables) for _ in range(2))
        assert again.plans is executor.plans
        seen.append(executor.plans)
    assert len(set(map(id, seen))) == 64
    assert len(executor.operation_plans) <= MOST_VARIANTS


async def test_of_what_callers_write_into_arguments_little_is_kept(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    query = """query Kept($state: [String!]) { report(value: "2025-04") {
        records(filter: { state: $state }) { state } } }"""
    for number in range(MOST_ARGUMENTS + 5):
        for text in (f"{number}", f"{number}" + "x" * 10_000):
            assert await client.ask(query, state=[text]) == {"report": {"records": []}}
    operations = Executor._operation_cache._operations.values()
    kept = [one.arguments for operation in operations for one in operation.plans._variants.values()]
    assert 0 < max(map(len, kept)) <= MOST_ARGUMENTS
    assert all(len(told) <= LONGEST_ARGUMENTS for one in kept for _, told in one)
