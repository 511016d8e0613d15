"""What the tables of this room have in common."""

GONE: dict[str, str] = {"updated_at": "changed_at", "is_active": "counts"}
"""The marks of a table whose rows may leave what is asked for."""
