"""Changing people and placeholders."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from resolvers.workforce import mapping
from resolvers.workforce.arguments import pair, words_of
from schema.shared.relations import load
from schema.workforce import person_changes as people
from services.workforce.people.convert_placeholder import Hire, convert_placeholder
from services.workforce.people.create_placeholders import create_placeholders
from services.workforce.people.create_resource import NewPerson, create_resource
from services.workforce.people.deactivate_resource import deactivate_resource, remove_placeholder
from services.workforce.people.doubtful_words import doubtful_words
from services.workforce.people.update_resource import update_resource

Cn = Annotated[str, strawberry.argument(description="Who, by cn; letter case does not matter.")]
AssignmentId = Annotated[strawberry.ID, strawberry.argument(description="The assignment's id.")]
DryRun = Annotated[bool, strawberry.argument(description="Compute the whole answer and apply nothing.")]
EDIT = Permission.WORKFORCE_EDIT


@strawberry.type
class PeopleMutation:
    """Mutations of people and placeholders."""

    @mutation_field(EDIT, "Create an actual person.")
    async def create_resource(
        self,
        info: Info,
        input: Annotated[people.ResourceInput, strawberry.argument(description="The person.")],
    ) -> people.ResourcePayload:
        async with info.context.write() as session:
            warnings = await doubtful_words(session, words_of(input))
            key = await create_resource(session, person=NewPerson(**vars(input)))
        return people.ResourcePayload(resource=await load(info, "workforce.resource_by_id", key), warnings=warnings)

    @mutation_field(EDIT, "Change a person or a placeholder; what depends on it follows.")
    async def update_resource(
        self,
        info: Info,
        cn: Cn,
        patch: Annotated[people.ResourcePatch, strawberry.argument(description="What to change.")],
    ) -> people.ResourcePayload:
        async with info.context.write() as session:
            doubtful = await doubtful_words(session, words_of(patch))
            done = await update_resource(session, cn=cn, patch=given(patch), today=info.context.today())
        return people.ResourcePayload(
            resource=await load(info, "workforce.resource_by_id", done.id),
            deallocated_assignments=done.ended,
            unfitting_assignments=[mapping.assignment(row) for row in done.unfitting],
            unfitting_count=done.unfitting_count,
            warnings=[*doubtful, *done.warnings],
        )

    @mutation_field(EDIT, "Make a resource inactive and end its assignments from this week on.")
    async def deactivate_resource(self, info: Info, cn: Cn) -> people.DeactivateResourcePayload:
        async with info.context.write() as session:
            key, ended = await deactivate_resource(session, cn=cn, today=info.context.today())
        resource = await load(info, "workforce.resource_by_id", key)
        return people.DeactivateResourcePayload(resource=resource, deallocated_assignments=ended)

    @mutation_field(EDIT, "Create a batch of placeholders with consecutive numbers.")
    async def create_placeholders(
        self,
        info: Info,
        input: Annotated[people.PlaceholdersInput, strawberry.argument(description="How many, and what they can do.")],
    ) -> people.PlaceholdersPayload:
        async with info.context.write() as session:
            warnings = await doubtful_words(session, words_of(input))
            rows = await create_placeholders(session, **vars(input))
        made = [mapping.resource(row) for row in rows]
        return people.PlaceholdersPayload(created=[one.cn for one in made], placeholders=made, warnings=warnings)

    @mutation_field(EDIT, "Make a placeholder inactive; refused while it has active assignments unless they end too.")
    async def remove_placeholder(
        self,
        info: Info,
        cn: Cn,
        deallocate: Annotated[bool, strawberry.argument(description="End its active assignments too.")] = False,
    ) -> people.DeactivateResourcePayload:
        async with info.context.write() as session:
            key, ended = await remove_placeholder(session, cn=cn, deallocate_too=deallocate)
        resource = await load(info, "workforce.resource_by_id", key)
        return people.DeactivateResourcePayload(resource=resource, deallocated_assignments=ended)

    @mutation_field(EDIT, "Turn a placeholder into an actual person, who takes its assignments over.")
    async def convert_placeholder(
        self,
        info: Info,
        placeholder_cn: Annotated[str, strawberry.argument(description='The placeholder: "TBH-001".')],
        input: Annotated[people.ConvertPlaceholderInput, strawberry.argument(description="Who it becomes.")],
    ) -> people.ConvertPlaceholderPayload:
        hire = Hire(
            cn=input.actual_cn,
            first_name=input.first_name,
            last_name=input.last_name,
            opid=input.opid,
            hire_date=input.hire_date,
            transfers=input.transfer_assignments,
            from_week=pair(input.from_week) if input.from_week else None,
            force=input.force,
        )
        async with info.context.write() as session:
            done = await convert_placeholder(
                session, placeholder_cn=placeholder_cn, hire=hire, today=info.context.today()
            )
        return people.ConvertPlaceholderPayload(
            resource=await load(info, "workforce.resource_by_id", done.person_id),
            placeholder=await load(info, "workforce.resource_by_id", done.placeholder_id),
            transferred_assignments=done.transferred,
            deallocated_assignments=done.deallocated,
            remaining_assignments=done.remaining,
            warnings=done.warnings,
        )
