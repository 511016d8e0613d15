"""headroom schema: print the SDL."""

import typer


def schema() -> None:
    """Print the GraphQL schema in its definition language."""
    from server.graphql.schema import schema as assembled

    typer.echo(assembled.as_str())
