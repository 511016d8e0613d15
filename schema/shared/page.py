"""Pages of lists that can grow."""

import strawberry

from schema.shared.noun import noun


@noun(description="Where a page lies in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="More follow; ask with after: endCursor.")
    has_previous_page: bool = strawberry.field(description="This is not the first page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item.")
