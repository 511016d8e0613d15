"""Members of closed sets in words: what statusLabel, policyLabel and kindLabel answer, and messages may say."""

from enum import Enum

_SPELLED_OTHERWISE = {"AI_OPTIMIZED": "AI optimized"}


def label(member: Enum) -> str:
    """PENDING_APPROVAL as "Pending approval"."""
    return _SPELLED_OTHERWISE.get(member.name) or member.name.replace("_", " ").capitalize()
