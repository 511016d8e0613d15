"""What a child may use; set by itself, before it touches what it was sent."""

import contextlib
import sys
from typing import NamedTuple

if sys.platform != "win32":
    import resource


class Limits(NamedTuple):
    """Memory in bytes of address space, and seconds of processor time; None sets no limit. No child writes files."""

    memory: int
    seconds: int | None = None

    def hold(self) -> None:
        """Confine this process, as far as the platform can; there is no way back."""
        if sys.platform == "win32":
            return
        bounds = [(resource.RLIMIT_AS, self.memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
        if self.seconds is not None:
            bounds.append((resource.RLIMIT_CPU, self.seconds))
        for kind, most in bounds:
            # A platform without this limit, or one that is stricter already: the parent's time-out still holds.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))
