"""How a room's migration makes known the kinds of previews that the room brings: each is a row."""

from collections.abc import Sequence

from alembic import op


def add_preview_kinds(*kinds: str) -> None:
    """Let previews be kept under some names."""
    op.execute(f"INSERT INTO preview_kind (kind) VALUES {', '.join(f'({_literal(kind)})' for kind in kinds)}")  # noqa: S608 – constants


def remove_preview_kinds(*kinds: str) -> None:
    """Take names back on the way down, with what is kept under them."""
    forget_previews(kinds)
    op.execute(f"DELETE FROM preview_kind WHERE kind IN ({listed(kinds)})")  # noqa: S608 – constants


def forget_previews(kinds: Sequence[str]) -> None:
    """Remove every tenant's previews of some kinds: they live for minutes, so those of kinds that go may go too."""
    op.execute("ALTER TABLE change_preview NO FORCE ROW LEVEL SECURITY")
    op.execute(f"DELETE FROM change_preview WHERE kind IN ({listed(kinds)})")  # noqa: S608 – constants
    op.execute("ALTER TABLE change_preview FORCE ROW LEVEL SECURITY")


def listed(kinds: Sequence[str]) -> str:
    """Names as SQL has them in a list."""
    return ", ".join(map(_literal, kinds))


def _literal(kind: str) -> str:
    return f"'{kind}'"
