"""What ends a command, or keeps a server from starting, in one line of error instead of a traceback."""


class CommandFailed(Exception):
    """A command that cannot do what it was asked, in one line."""


class Misconfigured(Exception):
    """Settings of an installation that are missing or cannot work, each in one line for whoever runs it."""


class SignInNotConfigured(Misconfigured):
    """There is no way to sign in, so the server does not start."""
