"""Every root field says who may ask it and what it answers, and is shown in an example."""

from collections.abc import Iterator

import pytest
from graphql import parse, visit
from graphql.language import FieldNode, OperationDefinitionNode, Visitor
from strawberry.types.field import StrawberryField

from db.shared.enums import AnyOf, Permission
from resolvers.permissions import Guard
from server.graphql.examples import EXAMPLES
from server.graphql.schema import schema
from services.shared.access import SignedIn

ROOTS = [root for root in ("Query", "Mutation", "Subscription") if schema.get_type_by_name(root)]
OPEN_TO_ANYONE = {"node", "viewer"}  # node asks what the object's type asks
ASK_TWO = {"productionPlanLabour"}  # it tells of plans and of people


def root_fields() -> Iterator[tuple[str, StrawberryField]]:
    for root in ROOTS:
        for field in schema.get_type_by_name(root).fields:  # type: ignore[union-attr]
            yield schema.config.name_converter.from_field(field), field


FIELDS = dict(root_fields())


def shown_in_examples() -> set[str]:
    """The root fields that some example asks."""
    found: set[str] = set()

    class Roots(Visitor):
        def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
            found.update(one.name.value for one in node.selection_set.selections if isinstance(one, FieldNode))

    for path in EXAMPLES.glob("*/*.graphql"):
        visit(parse(path.read_text()), Roots())
    return found


def test_there_are_root_fields() -> None:
    assert {"node", "viewer", "report", "assignments"} <= set(FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_root_field_declares_its_permission(name: str) -> None:
    declared = [one.permission for one in FIELDS[name].extensions if isinstance(one, Guard)]
    assert len(declared) == (2 if name in ASK_TWO else 1), (
        f"{name}: declare it with root_field(permission, description)"
    )
    assert len(set(declared)) == len(declared)
    if declared != [SignedIn.ANYONE] or name not in OPEN_TO_ANYONE:
        assert all(isinstance(one, Permission | AnyOf) for one in declared)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_root_field_has_a_description(name: str) -> None:
    description = FIELDS[name].description or ""
    assert description.endswith("."), f"{name}: say in a sentence what it answers"


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_root_field_is_shown_in_an_example(name: str) -> None:
    assert name in shown_in_examples(), f"add graphql_examples/<room>/….graphql that asks {name}"
