"""The scalar JSON: any JSON value. In a literal of a document, variables stand for the JSON that they were sent as."""

from typing import Any

from graphql import GraphQLError, ListValueNode, ObjectValueNode, Undefined, ValueNode, VariableNode
from graphql.utilities import value_from_ast_untyped
from strawberry import scalar
from strawberry.types.scalar import ScalarDefinition

SPECIFICATION = "https://ecma-international.org/wp-content/uploads/ECMA-404_2nd_edition_december_2017.pdf"
ACCEPTED = "a variable of type JSON, String, Int, Float, Boolean or ID, or the whole as one variable"


def parse_json_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    """The value of a literal; raises GraphQLError for a variable of it that holds no JSON, such as a day.

    A variable that is not given is as in any input: a field of an object is left out, an item of a list is null.
    """
    value = _value(node, variables or {})
    return None if value is Undefined else value


def _value(node: ValueNode, variables: dict[str, Any]) -> Any:
    if isinstance(node, VariableNode):
        return _of_variable(node, variables)
    if isinstance(node, ListValueNode):
        return [None if (item := _value(one, variables)) is Undefined else item for one in node.values]
    if isinstance(node, ObjectValueNode):
        values = ((field.name.value, _value(field.value, variables)) for field in node.fields)
        return {name: value for name, value in values if value is not Undefined}
    return value_from_ast_untyped(node)


def _of_variable(node: VariableNode, variables: dict[str, Any]) -> Any:
    value = variables.get(node.name.value, Undefined)
    if value is not Undefined and not _is_json(value):
        raise GraphQLError(f"JSON cannot represent what ${node.name.value} was read as; accepted: {ACCEPTED}", node)
    return value


def _is_json(value: Any) -> bool:
    """Whether a value is as JSON is read: what other scalars and enums were read as is of types of their own."""
    if type(value) is dict:
        return all(type(name) is str and _is_json(one) for name, one in value.items())
    if type(value) is list:
        return all(map(_is_json, value))
    return value is None or type(value) in (str, bool, int, float)


JSON_VALUE: ScalarDefinition = scalar(
    name="JSON",
    description=f"The `JSON` scalar type represents JSON values as specified by [ECMA-404]({SPECIFICATION}).",
    specified_by_url=SPECIFICATION,
    serialize=lambda value: value,
    parse_value=lambda value: value,
    parse_literal=parse_json_literal,
)
