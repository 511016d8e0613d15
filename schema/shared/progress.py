"""Progress of long work."""

from uuid import UUID

import strawberry


@strawberry.type(description="How far some long work is.")
class Progress:
    """One step of the work."""

    id: UUID = strawberry.field(description="The id that the work was given as progressId.")
    step: str = strawberry.field(description='What is being done: "Checking people".')
    done: int = strawberry.field(description="How much of the step is done.")
    total: int = strawberry.field(description="How much the step is.")
    is_finished: bool = strawberry.field(description="Whether the work is over; nothing follows.")
