"""The kinds of previews of this room."""

from services.shared.commit_once import AnyCommitKind

KINDS: tuple[AnyCommitKind, ...] = ()
