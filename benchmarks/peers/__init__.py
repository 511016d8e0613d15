"""GraphQL servers of another stack over the same database, measured against the same limit."""
