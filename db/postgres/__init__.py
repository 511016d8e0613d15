"""The way to PostgreSQL: connections, their pool, and statements on them."""
