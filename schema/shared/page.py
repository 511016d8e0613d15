"""Pages of lists that can grow, and the arguments by which they are turned."""

from typing import Annotated

import strawberry

from schema.shared.enums import OrderDirection
from schema.shared.noun import noun

LISTED_BY = "What they are listed by."
Direction = Annotated[OrderDirection, strawberry.argument(description="Which end comes first.")]
First = Annotated[
    int | None,
    strawberry.argument(description="How many, from the beginning or after a cursor: 50 unless given, at most 500."),
]
After = Annotated[str | None, strawberry.argument(description="Go on after this cursor.")]
Last = Annotated[
    int | None,
    strawberry.argument(description="How many, from the end or before a cursor, at most 500; not together with first."),
]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@noun(description="Where a page lies in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="More follow; ask with after: endCursor.")
    has_previous_page: bool = strawberry.field(
        description="This is not the first page; ask with before: startCursor, and last."
    )
    start_cursor: str | None = strawberry.field(description="Cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item.")
