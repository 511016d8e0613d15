"""REST, for tools that cannot speak GraphQL."""
