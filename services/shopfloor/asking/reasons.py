"""Why something is asked for."""

from services.shared.inputs import Inputs

SHORTEST, LONGEST = 3, 500


def checked_reason(inputs: Inputs, reason: str | None, *, least: int = 1) -> str:
    """A reason of so many characters, at most 500; what is wrong is noted."""
    kept = inputs.prose("reason", reason, most=LONGEST) or ""
    if len(kept) < least:
        accepted = f"why, in words: {least} to {LONGEST} characters"
        inputs.note(
            "reason is empty" if not kept else f"reason has {len(kept)} characters", "reason", accepted=accepted
        )
    return kept
