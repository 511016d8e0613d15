"""Texts that arrive in mutations, wherever they stand: none may hold what nobody sees, an empty one names nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, GraphQLObjectType
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.utils.str_converters import to_camel_case

from services.shared.errors import InvalidInput, NotFound, Refusal, refuse_all
from services.shared.inputs import VISIBLE
from services.shared.text import LONGEST_TEXT, control_character, shown

Path = tuple[str, ...]
MAY_BE_EMPTY = ("caseId",)  # of what names a record: a demand may have none


def refuse_control_characters(
    parent: GraphQLObjectType, field: str, arguments: Mapping[str, Any], *, apart: str | None = None
) -> None:
    """Raise Refusals naming each text of a mutation's arguments that has a control character, and which one.

    An argument that is `apart` is left to the mutation, where each of its items stands for itself.
    """
    refuse_all(control_characters(parent, field, {name: value for name, value in arguments.items() if name != apart}))


def control_characters(parent: GraphQLObjectType, field: str, arguments: Mapping[str, Any]) -> list[Refusal]:
    """What is wrong with each text that has a control character."""
    return [
        InvalidInput(f"{path[-1]} has the control character {control}", path, accepted=VISIBLE)
        for path, text in texts_of(parent, field, arguments)
        if (control := control_character(text)) is not None
    ]


def named_by_empty_texts(
    refusals: Sequence[Refusal], parent: GraphQLObjectType, field: str, arguments: Mapping[str, Any]
) -> list[Refusal]:
    """Refusals, with those of what is not found said of the texts that name it, where these are empty or too long."""
    texts = dict(texts_of(parent, field, arguments))
    return [told for refusal in refusals for told in _faults_of_names(refusal, texts) or [refusal]]


def _faults_of_names(refusal: Refusal, texts: Mapping[Path, str]) -> list[Refusal]:
    if not isinstance(refusal, NotFound) or not refusal.path:
        return []
    named = [path for path in texts if path[: len(refusal.path)] == refusal.path and path[-1] not in MAY_BE_EMPTY]
    direct = [path for path in named if len(path) <= len(refusal.path) + 1]
    return [fault for path in direct if (fault := _fault(path, texts[path])) is not None]


def _fault(path: Path, text: str) -> Refusal | None:
    name = next(part for part in reversed(path) if not part.isdigit())
    if not shown(text):
        return InvalidInput(f"{name} is empty", path, accepted="a text")
    if len(shown(text)) > LONGEST_TEXT:
        return InvalidInput(f"{name} has {len(text)} characters", path, accepted=f"at most {LONGEST_TEXT} characters")
    return None


def texts_of(parent: GraphQLObjectType, field: str, arguments: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every text in the arguments of a field, with its path in the request."""
    declared = parent.fields[field].args
    for name, value in arguments.items():
        shown_name = to_camel_case(name)
        if shown_name in declared:
            yield from _texts(declared[shown_name].type, value, (shown_name,))


def _texts(type_: Any, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(value, str):
        yield path, value
    elif isinstance(type_, GraphQLList) and isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(type_.of_type, item, (*path, str(place)))
    elif isinstance(type_, GraphQLInputObjectType) and value is not None:
        for name, field in type_.fields.items():
            definition = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
            yield from _texts(field.type, getattr(value, definition.python_name, None), (*path, name))
