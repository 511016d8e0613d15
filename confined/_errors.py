"""Why a child gave no answer. Whoever catches ChildFailed has caught them all."""


class ChildFailed(RuntimeError):
    """A child that was started, or should have been, and did not answer."""


class DidNotStart(ChildFailed):
    """The child never took its input: a missing library, a limit below what its code takes, no room for a process."""


class Died(ChildFailed):
    """The child ended in the middle of its work; `status` is its exit status, a signal's number below zero."""

    def __init__(self, module: str, status: int) -> None:
        super().__init__(f"the child of {module} died at work: exit status {status}")
        self.status = status


class TooMuchOutput(ChildFailed):
    """The child said more than its limit of output; what lies beyond was not read."""


class Garbled(ChildFailed):
    """The child said what is no message, or what the codec cannot read."""


class TookTooLong(ChildFailed):
    """The child had not answered when its time was over."""
