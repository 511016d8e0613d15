"""Opaque ids in SQL, for tables that the database answers as they are."""


def global_id(type_name: str, key: str) -> str:
    """SQL of the id of an object of a GraphQL type by its key, as `schema/shared/node.py` makes it."""
    encoded = f"encode(convert_to('{type_name}:' || {key}, 'UTF8'), 'base64')"
    return f"translate(rtrim({encoded}, '='), E'+/\\n', '-_')"
