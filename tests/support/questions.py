"""Random questions over a schema: aliases, merged and repeated fields, fragments, interfaces, @skip and @include."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_object_type,
    is_required_argument,
)
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Arguments = Mapping[tuple[str, str], Sequence[str]]
"""For (type, field) the texts of arguments to choose from, with their parentheses; "" for none."""

CONDITIONS = ("", "", "", "", " @skip(if: $on)", " @include(if: $on)", " @skip(if: $off)", " @include(if: true)")
NEVER = ("@skip(if: $on)", "@include(if: $off)", "@skip(if: true)", "@include(if: false)")
VARIABLES = {"on": True, "off": False}
HEAD = "query Q($on: Boolean!, $off: Boolean!)"
# Each uses both variables, as a valid document must: in what is answered, or in what is left out.
LEFT_IN = "on: __typename @include(if: $on) off: __typename @skip(if: $off)"
LEFT_OUT = "on: __typename @skip(if: $on) off: __typename @include(if: $off)"


class Asker:
    """Draws one question; a field has the same alias wherever its arguments are the same, so that all of them merge."""

    def __init__(self, schema: GraphQLSchema, arguments: Arguments, draw: Draw, *, deepest: int) -> None:
        self._schema = schema
        self._arguments = arguments
        self._draw = draw
        self._deepest = deepest
        self._fragments: list[str] = []

    def snapshot(self, roots: Sequence[str]) -> str:
        """A document that asks one or two of some root fields, or leaves all of them out."""
        root = self._schema.query_type
        assert root is not None
        chosen = self._draw(st.lists(st.sampled_from(list(roots)), min_size=1, max_size=2))
        selected = " ".join(self._root(root, name) for name in chosen)
        if self._draw(st.integers(0, 7)) == 0:
            selected = f"... {self._draw(st.sampled_from(NEVER))} {{ {selected} }}"
        used = self._draw(st.sampled_from([LEFT_IN, LEFT_OUT]))
        return f"{HEAD} {{ {selected} {used} }} " + " ".join(self._fragments)

    def _root(self, root: GraphQLObjectType, name: str) -> str:
        """A root field, as it is or within a fragment."""
        selected = self._field(root, name, 0)
        kind = self._draw(st.sampled_from(["field"] * 4 + ["inline", "fragment"]))
        return selected if kind == "field" else self._spread(root, root, selected, is_named=kind == "fragment")

    def _selection(self, type_: GraphQLNamedType, depth: int) -> str:
        parts = [self._part(type_, depth) for _ in range(self._draw(st.integers(1, 5)))]
        return " ".join(parts)

    def _part(self, type_: GraphQLNamedType, depth: int) -> str:
        kind = self._draw(st.sampled_from(["field"] * 8 + ["typename", "inline", "fragment"]))
        if kind == "typename":
            return self._draw(st.sampled_from(["__typename", "kind: __typename"])) + self._condition()
        if kind in ("inline", "fragment") and depth < self._deepest:
            return self._fragment(type_, depth, is_named=kind == "fragment")
        names = self._fields(type_, depth)
        return self._field(type_, self._draw(st.sampled_from(names)), depth) if names else "__typename"

    def _fields(self, type_: Any, depth: int) -> list[str]:
        found = []
        for name, field in getattr(type_, "fields", {}).items():
            needed = any(is_required_argument(argument) for argument in field.args.values())
            is_open = not needed or (type_.name, name) in self._arguments
            if is_open and (depth < self._deepest or not is_composite_type(get_named_type(field.type))):
                found.append(name)
        return found

    def _field(self, type_: Any, name: str, depth: int) -> str:
        field: GraphQLField = type_.fields[name]
        choices = self._arguments.get((type_.name, name), ("",))
        place = self._draw(st.integers(0, len(choices) - 1))
        alias = self._draw(st.sampled_from(["", "", f"also{name.capitalize()}"]))
        if place:
            alias = f"{name}{place}{alias}"
        below = get_named_type(field.type)
        selection = f" {{ {self._selection(below, depth + 1)} }}" if is_composite_type(below) else ""
        return f"{alias + ': ' if alias else ''}{name}{choices[place]}{self._condition()}{selection}"

    def _fragment(self, type_: Any, depth: int, *, is_named: bool) -> str:
        on = type_
        if is_abstract_type(type_):
            on = self._draw(st.sampled_from(sorted(self._schema.get_possible_types(type_), key=lambda one: one.name)))
        elif is_object_type(type_) and (interfaces := type_.interfaces) and self._draw(st.booleans()):
            on = interfaces[0]
        return self._spread(type_, on, self._selection(on, depth + 1), is_named=is_named)

    def _spread(self, type_: Any, on: Any, selection: str, *, is_named: bool) -> str:
        """What is selected of one type within another, as a fragment."""
        if not is_named:
            condition = f" on {on.name}" if on is not type_ or self._draw(st.booleans()) else ""
            return f"...{condition}{self._condition()} {{ {selection} }}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {on.name} {{ {selection} }}")
        return f"...{name}{self._condition()}"

    def _condition(self) -> str:
        return str(self._draw(st.sampled_from(CONDITIONS)))


@st.composite
def questions(
    draw: st.DrawFn, schema: GraphQLSchema, roots: Sequence[str], arguments: Arguments, deepest: int = 5
) -> str:
    """Documents about some root fields."""
    return Asker(schema, arguments, draw, deepest=deepest).snapshot(roots)


def object_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Every object type of ours."""
    return [one for one in schema.type_map.values() if is_object_type(one) and not one.name.startswith("__")]


def null_at(data: Any, path: Sequence[Any]) -> tuple[Any, ...]:
    """Where on the way along a path the answer ends in null."""
    for place, step in enumerate(path):
        if data is None:
            return tuple(path[:place])
        data = data[step]
    return tuple(path)
