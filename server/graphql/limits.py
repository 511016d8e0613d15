"""What a document may weigh, as the settings have it."""

from server.graphql.cost import Limits
from server.settings import Settings


def limits_of(settings: Settings) -> Limits:
    """The most that a document may have of each."""
    return Limits(
        bytes=settings.max_document_bytes,
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        directives=settings.max_directives,
        fields=settings.max_fields,
        cost=settings.max_cost,
        mutations=settings.max_mutations,
    )
