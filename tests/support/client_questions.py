"""Random questions as dashboards ask them: each object with its id, `__typename` and all of its leaves.

What stands below is drawn, but for objects without an id: to a cache they are a part of what they hang on, and always
selected whole, so that what a cache holds of one part is never less than what a question asks of it.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSyntaxError,
    ast_from_value,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
    parse,
    print_ast,
)

from server.graphql.documents import MOST_TOKENS

SDL = (Path(__file__).parents[2] / "schema" / "schema.graphql").read_text("utf-8")
SCHEMA = build_schema(SDL)
ROOTS: Mapping[str, GraphQLField] = SCHEMA.query_type.fields  # type: ignore[union-attr]
MOST_PRINTED = 14_000  # letters, to which clients add __typename; a document may have 20,000
DEEPEST = 3  # objects with an id below one another, where more are not asked for
FACTS = """{
    reports { value filterOptions { mainLobs states caseTypes } records { id demand { id platform } } }
    products(first: 5) { nodes { id sku } } productionPlans(first: 3) { nodes { id } }
    supplyForecasts(first: 5) { nodes { id } }
    resources(first: 40) { nodes { id cn skills } } capacityTiers { id } assignments(first: 5) { nodes { id } } }"""


class Facts(NamedTuple):
    """Values that arguments can take, by the argument's or input field's name; anything else stays open.

    What is said of a list of one root field, "root.argument", are whole lists.
    """

    values: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Facts":
        """From the answer to FACTS."""
        reports, people = answer["reports"], answer["resources"]["nodes"]
        options = reports[0]["filterOptions"]
        values = [report["value"] for report in reports]
        records = [record for report in reports for record in report["records"]]
        work = [one["id"] for one in answer["assignments"]["nodes"]]
        plans = [one["id"] for one in answer["productionPlans"]["nodes"]]
        ids = [record["demand"]["id"] for record in records[:3]] + [record["id"] for record in records[:3]] + work
        return cls(
            {
                "value": values,
                "report": values,
                "against": values,
                "mainLob": options["mainLobs"],
                "state": options["states"],
                "caseType": options["caseTypes"],
                "platform": sorted({record["demand"]["platform"] for record in records}),
                "skill": sorted({skill for person in people for skill in person["skills"]}),
                "cn": [person["cn"] for person in people],
                "resourceCn": [person["cn"] for person in people],
                "search": ["1", "CN"],
                "compareSupplyForecasts.ids": [[one["id"] for one in answer["supplyForecasts"]["nodes"]]],
                "supplyForecast.id": [one["id"] for one in answer["supplyForecasts"]["nodes"]],
                "id": ids + [one["id"] for one in [*people[:3], *answer["capacityTiers"]]],
                "assignment.id": work,
                "planId": [*plans, *work[:1]],
                "workOrderId": work[:1],  # there are no work orders in the sample
                "Date.from": ["2025-01-01", "2025-03-01"],
                "Date.to": ["2025-05-31", "2025-06-30"],
                "sku": [product["sku"] for product in answer["products"]["nodes"]],
                "leadTimeDays": ["7"],
                "meanDailyDemand": ["100"],
                "year": [2025],
                "month": [5, 6, 7],
                "historyLog.month": ["March", "April"],
                "page": [1, 2],
                "limit": [3, 20],
                "first": [4, 30],
                "from": [{"year": 2025, "week": week} for week in (23, 25)],
                "to": [{"year": 2025, "week": week} for week in (25, 27)],
            }
        )


class Questions:
    """Draws questions, of one root field each."""

    def __init__(self, facts: Facts, draw: random.Random) -> None:
        self._facts = facts
        self._draw = draw

    def about(self, field: str) -> str:
        """A question about a root field, drawn again where it is longer than a document may be as clients print it."""
        while True:
            question = f"query Q {{ __typename {self._field(field, ROOTS[field], 0)} }}"
            with suppress(GraphQLSyntaxError):
                printed = print_ast(parse(question, no_location=True, max_tokens=MOST_TOKENS))
                if len(printed) <= MOST_PRINTED:
                    return question

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        type_ = get_named_type(field.type)
        selection = "" if is_leaf_type(type_) else f" {{ {' '.join(self._selection(type_, depth))} }}"
        return f"{name}{self._arguments(name, field)}{selection}"

    def _selection(self, type_: Any, depth: int) -> Iterator[str]:
        yield "__typename"
        if is_interface_type(type_):
            one = self._draw.choice(SCHEMA.get_possible_types(type_))  # of several, fields of one name may differ
            own = "id" if "id" in type_.fields else ""
            yield f"{own} ... on {one.name} {{ {' '.join(self._selection(one, depth))} }}"
            return
        with_id = has_id(type_)
        for name, field in type_.fields.items():
            below = get_named_type(field.type)
            if is_leaf_type(below) or not with_id or self._is_wanted(type_, below, depth):
                yield self._field(name, field, depth + with_id)

    def _is_wanted(self, type_: GraphQLObjectType, below: Any, depth: int) -> bool:
        deepest = DEEPEST + 1 if below is type_ else DEEPEST  # a tree goes deeper
        return depth < deepest and self._draw.random() < (0.8 if below is type_ else 0.35)

    def _arguments(self, name: str, field: GraphQLField) -> str:
        given = {}
        for argument_name, argument in field.args.items():
            value = self._argument(name, argument_name, argument)
            literal = None if value is None else ast_from_value(value, argument.type)
            if literal is not None:
                given[argument_name] = print_ast(literal)
        return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""

    def _argument(self, field: str, name: str, argument: GraphQLArgument) -> Any:
        is_required = is_required_argument(argument)
        if not is_required and self._draw.random() < 0.3:
            return None
        value = self._value(name, argument.type, field)
        assert value is not None or not is_required, f"say in Facts which values {name} of {field} can take"
        return value

    def _value(self, name: str, type_: GraphQLInputType, field: str) -> Any:
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            whole = self._facts.values.get(f"{field}.{name}")
            return self._draw.choice(list(whole)) if whole else self._several(name, type_, field)
        if isinstance(type_, GraphQLEnumType):
            return self._draw.choice(list(type_.values))
        named = f"Date.{name}" if type_.name == "Date" else name
        known = self._facts.values.get(f"{field}.{name}", self._facts.values.get(named))
        if known is None and isinstance(type_, GraphQLInputObjectType):
            return self._input(type_, field)
        if known is None and type_.name == "Boolean":
            known = [False, True]
        return self._draw.choice(list(known)) if known else None

    def _several(self, name: str, type_: GraphQLList[Any], field: str) -> Any:
        of = get_nullable_type(type_.of_type)
        known = list(of.values) if is_enum_type(of) else self._facts.values.get(name)
        return self._draw.sample(list(known), self._draw.randint(1, min(len(known), 4))) if known else None

    def _input(self, type_: GraphQLInputObjectType, field: str) -> dict[str, Any]:
        values = {
            name: self._value(name, one.type, field)
            for name, one in type_.fields.items()
            if get_named_type(one.type) is not type_ and (is_required_input_field(one) or self._draw.random() < 0.3)
        }
        return {name: value for name, value in values.items() if value is not None}


def has_id(type_: object) -> bool:
    """Whether caches tell objects of a type apart: by their id."""
    return is_object_type(type_) and "id" in type_.fields  # type: ignore[attr-defined]
