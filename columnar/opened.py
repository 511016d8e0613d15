"""Operations that were opened before: all is kept but their variables, which are coerced by what was made for them."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities import coerce_input_literal, coerce_input_value

from columnar.leaves import OffPath

MOST_OPENED = 1_000_000  # characters of documents: their nodes take a hundred times as much memory
UNKNOWN_LENGTH = 1_000
REQUIRED: Any = object()
KEPT = (
    "schema", "fragment_definitions", "fragments", "root_value", "operation", "field_resolver", "type_resolver",
    "subscribe_field_resolver", "enable_early_execution", "middleware_manager", "is_awaitable", "is_async_iterable",
    "hide_suggestions", "abort_signal", "hooks",
)  # fmt: skip

Coercer = Callable[[Any], Any]


class _Variable(NamedTuple):
    signature: GraphQLVariableSignature
    coerce: Coercer
    default: Any


class Asked(NamedTuple):
    """What an executor is built of, but for its context and variables."""

    schema: GraphQLSchema
    document: DocumentNode
    root_value: Any
    name: str | None
    others: dict[str, Any]

    @property
    def key(self) -> Any:
        """What it is found by, as long as the document lives."""
        return id(self.document), self.name

    @property
    def length(self) -> int:
        """How long the document is, in characters."""
        return self.document.loc.end if self.document.loc is not None else UNKNOWN_LENGTH


class Opened:
    """One operation of a document that graphql-core has opened."""

    def __init__(self, asked: Asked, executor: Any) -> None:
        self.asked = asked
        self.kept = {name: getattr(executor, name) for name in KEPT}
        self.combinations = executor.combinations
        self._variables = [_variable(source.signature) for source in executor.variable_values.sources.values()]

    def variable_values(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables as graphql-core coerces them; raises OffPath, or anything, where it has more to say."""
        sources, coerced = {}, {}
        for signature, coerce, default in self._variables:
            name = signature.name
            if name in given:
                sources[name] = VariableValueSource(signature, given[name])
                coerced[name] = coerce(given[name])
            elif default is REQUIRED:
                raise OffPath("a variable is missing")
            else:
                sources[name] = VariableValueSource(signature)
                if default is not Undefined:
                    coerced[name] = default
        return VariableValues(sources, coerced)


class OpenedBefore:
    """Those that were opened lately, bounded by the length of their documents."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, Opened] = OrderedDict()
        self._length = 0

    def get(self, asked: Asked) -> Opened | None:
        """An operation, if it was opened before in the same way."""
        found = self._found.get(asked.key)
        if found is None or found.asked.document is not asked.document or found.asked != asked:
            return None
        self._found.move_to_end(asked.key)
        return found

    def keep(self, asked: Asked, executor: Any) -> None:
        """Remember an operation; the one that was asked for longest ago goes."""
        if (gone := self._found.pop(asked.key, None)) is not None:
            self._length -= gone.asked.length
        self._found[asked.key] = Opened(asked, executor)
        self._length += asked.length
        while self._length > MOST_OPENED:
            _, gone = self._found.popitem(last=False)
            self._length -= gone.asked.length


def _variable(signature: GraphQLVariableSignature) -> _Variable:
    return _Variable(signature, coercer(signature.type), _default(signature))


def _default(one: GraphQLVariableSignature | GraphQLInputField) -> Any:
    """What stands for an absent one: a value, REQUIRED, or Undefined for nothing."""
    if one.default is None:
        return REQUIRED if is_non_null_type(one.type) and one.default_value is Undefined else one.default_value
    if one.default.literal is not None:
        return coerce_input_literal(one.default.literal, one.type)
    return coerce_input_value(one.default.value, one.type)


def coercer(type_: GraphQLInputType, within: tuple[Any, ...] = ()) -> Coercer:
    """What coerces plainly right values of a type; it raises, whatever, for all others."""
    if is_non_null_type(type_):
        return _present(_coercer(type_.of_type, within))
    inner = _coercer(type_, within)
    return lambda value: None if value is None else inner(value)


def _present(inner: Coercer) -> Coercer:
    def coerce(value: Any) -> Any:
        if value is None:
            raise OffPath("null where none may be")
        return inner(value)

    return coerce


def _coercer(type_: Any, within: tuple[Any, ...]) -> Coercer:
    if is_list_type(type_):
        return _list(coercer(type_.of_type, within))
    if not is_input_object_type(type_):
        coerce: Coercer = type_.coerce_input_value
        return coerce
    # A type within itself may be nested without end, which graphql-core refuses at some depth.
    return _off_path if type_.is_one_of or type_ in within else _object(type_, (*within, type_))


def _off_path(_: Any) -> Any:
    raise OffPath("an input of a kind that graphql-core coerces")


def _list(item: Coercer) -> Coercer:
    def coerce(value: Any) -> list[Any]:
        if type(value) is not list:
            raise OffPath("one value for a list")
        return [item(one) for one in value]

    return coerce


def _object(type_: GraphQLInputObjectType, within: tuple[Any, ...]) -> Coercer:
    fields = [
        (name, field.out_name or name, coercer(field.type, within), _default(field))
        for name, field in type_.fields.items()
    ]

    def coerce(value: Any) -> Any:
        if type(value) is not dict or not value.keys() <= type_.fields.keys():
            raise OffPath("no object, or one with other fields")
        made = {}
        for name, out_name, inner, default in fields:
            if name in value:
                made[out_name] = inner(value[name])
            elif default is REQUIRED:
                raise OffPath("a field is missing")
            elif default is not Undefined:
                made[out_name] = default
        return type_.out_type(made)

    return coerce
