"""The variables of an operation, coerced by functions that are made once for their types.

graphql-core looks up a variable's type and walks through it anew for each request. Here that is done once: a coercer
takes what is plainly right, and raises whatever it likes for everything else. Then graphql-core coerces the same
variables, and it alone says what is wrong with them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities import coerce_input_literal, coerce_input_value

from columnar._fallback import Fallback

REQUIRED: Any = object()
Coercer = Callable[[Any], Any]


class _Variable(NamedTuple):
    signature: GraphQLVariableSignature
    coerce: Coercer
    default: Any


class Variables:
    """The variables that one operation declares."""

    def __init__(self, signatures: Iterable[GraphQLVariableSignature]) -> None:
        self._variables = [
            _Variable(signature, coercer(signature.type), _default(signature)) for signature in signatures
        ]

    def coerce(self, given: Mapping[str, Any]) -> VariableValues:
        """Their values as graphql-core coerces them; raises Fallback, or anything, where it has more to say."""
        sources, coerced = {}, {}
        for signature, coerce, default in self._variables:
            name = signature.name
            if name in given:
                sources[name] = VariableValueSource(signature, given[name])
                coerced[name] = coerce(given[name])
            elif default is REQUIRED:
                raise Fallback("a variable is missing")
            else:
                sources[name] = VariableValueSource(signature)
                if default is not Undefined:
                    coerced[name] = default
        return VariableValues(sources, coerced)


def _default(declared: GraphQLVariableSignature | GraphQLInputField) -> Any:
    """What stands for an absent variable or field: a value, REQUIRED, or Undefined for nothing."""
    if declared.default is None:
        is_required = is_non_null_type(declared.type) and declared.default_value is Undefined
        return REQUIRED if is_required else declared.default_value
    if declared.default.literal is not None:
        return coerce_input_literal(declared.default.literal, declared.type)
    return coerce_input_value(declared.default.value, declared.type)


def coercer(type_: GraphQLInputType, within: tuple[Any, ...] = ()) -> Coercer:
    """What coerces plainly right values of a type; it raises, whatever, for all others."""
    if is_non_null_type(type_):
        return _not_null(_coercer_of_present(type_.of_type, within))
    coerce_present = _coercer_of_present(type_, within)
    return lambda value: None if value is None else coerce_present(value)


def _not_null(coerce_present: Coercer) -> Coercer:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Fallback("null where none may be")
        return coerce_present(value)

    return coerce


def _coercer_of_present(type_: Any, within: tuple[Any, ...]) -> Coercer:
    if is_list_type(type_):
        return _list(coercer(type_.of_type, within))
    if not is_input_object_type(type_):
        coerce: Coercer = type_.coerce_input_value
        return coerce
    # A type within itself may be nested without end, which graphql-core refuses at some depth.
    return _fall_back if type_.is_one_of or type_ in within else _object(type_, (*within, type_))


def _fall_back(_: Any) -> Any:
    raise Fallback("an input of a kind that graphql-core coerces")


def _list(coerce_item: Coercer) -> Coercer:
    def coerce(value: Any) -> list[Any]:
        if type(value) is not list:
            raise Fallback("one value for a list")
        return [coerce_item(item) for item in value]

    return coerce


def _object(type_: GraphQLInputObjectType, within: tuple[Any, ...]) -> Coercer:
    fields = [
        (name, field.out_name or name, coercer(field.type, within), _default(field))
        for name, field in type_.fields.items()
    ]

    def coerce(value: Any) -> Any:
        if type(value) is not dict or not value.keys() <= type_.fields.keys():
            raise Fallback("no object, or one with other fields")
        coerced = {}
        for name, out_name, coerce_field, default in fields:
            if name in value:
                coerced[out_name] = coerce_field(value[name])
            elif default is REQUIRED:
                raise Fallback("a field is missing")
            elif default is not Undefined:
                coerced[out_name] = default
        return type_.out_type(coerced)

    return coerce
