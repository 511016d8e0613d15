"""The guard: what documents weigh, that it looks at each part once, and what it refuses."""

import re
from itertools import pairwise
from typing import Any

import pytest
from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    OperationDefinitionNode,
    Visitor,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
    parse,
    visit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.questions import PEOPLE_AND_WEEKS, TREE
from schema.shared.noun import SIZE
from server.graphql import cost as guard
from server.graphql.cost import Limits, TooComplex, weigh
from server.graphql.examples import listed_examples
from server.graphql.schema import schema

SCHEMA = schema._schema


def cost(document: str, limits: Limits = Limits(), **variables: Any) -> int:  # noqa: B008 – a constant
    parsed = parse(document)
    operation = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
    return weigh(SCHEMA, parsed, operation, variables, limits)


def refused(document: str, **variables: Any) -> str:
    with pytest.raises(TooComplex) as error:
        cost(document, **variables)
    return error.value.message


def test_everything_a_dashboard_asks_fits() -> None:
    for tab in listed_examples():
        assert cost(tab["query"]) <= Limits().cost, tab["name"]
    assert cost(TREE) <= Limits().cost
    assert cost(PEOPLE_AND_WEEKS, first=500) <= Limits().cost
    assert cost(get_introspection_query()) <= Limits().cost
    assert cost(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) <= Limits().cost


FIGURES = (
    "forecast capacity gap coverage headcount actualCount placeholderCount fteEquivalent actualEquivalent"
    " placeholderEquivalent fteRequired plannedFte plannedCapacity drift"
)
TIERS = """tierBreakdown { tiers { tierName label percentage actual placeholder total capacity } totals {
  actualHeadcount placeholderHeadcount totalHeadcount actualFteEquivalent placeholderFteEquivalent totalFteEquivalent
  totalCapacity } }"""
NODE = f"""fragment Node on RollupNode {{ id name level metrics {{ {FIGURES} }} {TIERS}
  chartSeries {{ forecast capacity actualCapacity placeholderCapacity }}
  months {{ month {{ label }} metrics {{ {FIGURES} }} {TIERS} }} }}"""


def tree(levels: int, node: str = "...Node") -> str:
    """A tree of so many levels with everything that a node tells."""
    floors = f"categories {{ {node} " + f"children {{ {node} " * (levels - 1) + "}" * levels
    return f'{{ report(value: "2025-04") {{ tree {{ total {{ {node} }} {floors} }} }} }} {NODE}'


def test_four_levels_with_months_and_tiers_fit() -> None:
    for levels in range(1, 5):
        assert cost(tree(levels)) <= Limits().cost
    assert cost(tree(6, "name metrics { capacity forecast gap } ...Q").replace(NODE, "") + QUIET) <= Limits().cost


QUIET = " fragment Q on RollupNode { months { metrics { capacity forecast gap } } }"


def test_a_floor_of_a_tree_is_as_long_as_the_tree_is_wide() -> None:
    costs = [cost(tree(levels, "name metrics { gap }").replace(NODE, "")) for levels in range(1, 8)]
    added = [later - earlier for earlier, later in pairwise(costs)]
    assert added[:2] == sorted(added[:2])
    assert added[-1] == added[-2] == added[-3]


PARTS = {
    tree(6): ["report.tree.categories.children.children.children.months", "report.tree.categories.children"],
    "{ resources(first: 500) { nodes { cn assignments { resource { assignments { week year } } } } } }": [
        "resources.nodes.assignments.resource.assignments.week"
    ],
    "query Q { little: viewer { subject } reports { all: records { months { forecast capacity } } value } }": None,
    "{ reports { all: records { months { forecast capacity month { label name } } } value } viewer { subject } }": [
        "reports.all.months"
    ],
    "{ reports { tree { categories { children { children { children { months { ...M } } } } } } } }"
    " fragment M on MonthMetrics { big: metrics { " + FIGURES + " } }": [
        "reports.tree.categories.children.children.children.months.big"
    ],
}


@pytest.mark.parametrize("document", PARTS)
def test_a_refusal_names_what_costs_most_and_its_share(document: str) -> None:
    named = PARTS[document]
    if named is None:
        assert cost(document) <= Limits().cost
        return
    message = refused(document)
    assert "accepted: at most 500,000; leave out some of what costs most: " in message
    for path in named:
        assert path in message, message
    shares = [int(share) for share in re.findall(r"\((\d+) %\)", message)]
    assert 0 < sum(shares) <= 100
    assert shares == sorted(shares, reverse=True)
    assert shares[0] >= 25


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ viewer { subject } }", 2),
        ("{ capacityTiers { id } }", 1 + 10),
        ("{ resources(first: 7) { nodes { cn } } }", 1 + 7 * 2),
        ("{ resources { nodes { cn } } }", 1 + 50 * 2),
        ("query($n: Int) { resources(first: $n) { nodes { cn } } }", 1 + 9 * 2),
        ("{ resources(first: 99999999999999999999) { nodes { cn } } }", 1 + 500 * 2),  # the most a page may be
        ("{ resources(first: 7) { nodes { ...F } } } fragment F on Resource { cn assignments { week } }", 1 + 7 * 29),
        ("{ ... on Query { ... { viewer { subject } } } }", 2),
        ("{ historyLog(limit: 3) { data { changes { months { label } } } } }", 1 + 3 * (1 + 1 + 50 * (1 + 6))),
        ("{ unknown { field } other }", 3),
    ],
)
def test_a_document_costs_its_fields_times_its_pages(document: str, expected: int) -> None:
    assert cost(document, n=9) == expected


def nested(levels: int, field: str = "replacedBy") -> str:
    return '{ resource(cn: "x") ' + f"{{ {field} " * levels + "{ cn }" + " }" * levels + " }"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (nested(11), "levels 13; accepted: at most 12"),
        ("{ " + " ".join(f"a{n}: viewer {{ subject }}" for n in range(31)) + " }", "aliases 31; accepted: at most 30"),
        ("{ viewer { subject " + "@skip(if: true) " * 11 + "} }", "directives on a field 11; accepted: at most 10"),
        ("{ viewer { " + " ".join(f"f{n}" for n in range(1000)) + " } }", "fields 1,001; accepted: at most 1,000"),
        ("{ resources(first: 500) { nodes { assignments { resource { assignments { week year } } } } } }", "cost "),
        ("mutation { " + " ".join("a: deactivateResource(cn: \"x\") { __typename }" for _ in range(11)) + " }",
         "mutations 11; accepted: at most 10"),
        ("{ viewer { " + "subject " * 80 + "} }", "a field is selected too often in one place"),
        ("{ __schema { types { " + "fields { type { " * 12 + "name" + " } }" * 12 + " } } }", "levels 27"),
        ("{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }", "cost "),
        ("{ a } " + " ".join(f"fragment F{n} on Query {{ a }}" for n in range(101)), "fragments 101"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_named_with_what_would_be_accepted(document: str, said: str) -> None:
    assert said in refused(document)


def test_nested_fragments_multiply_and_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = counting(monkeypatch)
    doubled = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    message = refused(f"{{ ...F0 }} {doubled} fragment F60 on Query {{ viewer {{ subject }} }}")
    assert "a field is selected too often" in message or "fields" in message
    assert len(looks) <= 200


def counting(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    looks: list[None] = []
    weighed = guard._Weigher.selection

    def counted(self: Any, *given: Any) -> Any:
        looks.append(None)
        return weighed(self, *given)

    monkeypatch.setattr(guard._Weigher, "selection", counted)
    return looks


def test_circles_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cost("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { subject } }") == 2


names = st.sampled_from(
    ["viewer", "resources", "nodes", "assignments", "resource", "cn", "tree", "children", "__schema"]
)
arguments = st.sampled_from(["", "(first: 500)", "(first: $n)", "(limit: 100)", "(by: [STATE])", "(first: -1)"])
spread = st.integers(0, 9).map(lambda number: f"...F{number}")


def selections(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    field = st.tuples(names, arguments, inner).map(lambda one: f"{one[0]}{one[1]} {{ {one[2]} }}")
    inline = inner.map(lambda one: f"... on Resource {{ {one} }}")
    return st.lists(field | inline | spread | names, min_size=1, max_size=6).map(" ".join)


bodies = st.recursive(names | spread, selections, max_leaves=40)


class Nodes(Visitor):
    """How many selection sets a document has."""

    count = 0

    def enter_selection_set(self, *_: Any) -> None:
        self.count += 1


@settings(max_examples=300, deadline=None)
@given(st.lists(bodies, min_size=11, max_size=11))
def test_no_document_is_looked_at_more_than_once(drawn: list[str]) -> None:
    fragments = " ".join(f"fragment F{number} on Resource {{ {body} }}" for number, body in enumerate(drawn[1:]))
    parsed = parse(f"query Q($n: Int) {{ {drawn[0]} }} {fragments}")
    operation = parsed.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    with pytest.MonkeyPatch.context() as patching:
        looks = counting(patching)
        try:
            assert 0 <= weigh(SCHEMA, parsed, operation, {"n": 3}, Limits()) <= Limits().cost
        except TooComplex as error:
            assert "too complex" in error.message
    nodes = Nodes()
    visit(parsed, nodes)
    assert len(looks) <= nodes.count


def test_every_list_without_a_page_argument_declares_its_size() -> None:
    undeclared = []
    for type_ in SCHEMA.type_map.values():
        for name, field in type_.fields.items() if isinstance(type_, GraphQLObjectType) else ():
            bare = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            paged = set(field.args) & set(guard.PAGE_ARGUMENTS)
            if isinstance(bare, GraphQLList) and not is_leaf_type(get_named_type(bare)) and not paged:
                undeclared += [(type_.name, name)] * (guard._declared(field).get(SIZE) is None)
    assert [one for one in undeclared if not one[0].startswith("__")] == []


def test_every_declared_size_is_of_a_list_there_is() -> None:
    for type_ in SCHEMA.type_map.values():
        for name, field in type_.fields.items() if isinstance(type_, GraphQLObjectType) else ():
            bare = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            assert isinstance(bare, GraphQLList) or guard._declared(field).get(SIZE) is None, f"{type_.name}.{name}"
    for type_name, introspected in guard.INTROSPECTION_SIZES:
        assert introspected in SCHEMA.type_map[type_name].fields  # type: ignore[attr-defined]
