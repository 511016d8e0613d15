"""What is wrong with a file, for whoever sent it."""


class Unreadable(Exception):
    """A file that is not read; `accepted` says what would be."""

    def __init__(self, message: str, *, accepted: str) -> None:
        super().__init__(message)
        self.message = message
        self.accepted = accepted
