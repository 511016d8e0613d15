"""The headroom command as a process that starts at once: forked from one that has imported everything.

Importing takes a second or two of every command, and the suite starts more than a hundred. What is forked is a process
like any other: it has its own environment, directory, output and end. Tests of starting itself start one by hand.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

LONGEST_MESSAGE = 200_000


class Running:
    """A command that runs; a part of what subprocess.Popen offers."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = int(connection.recv(100))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended; raises TimeoutExpired."""
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                self.returncode = int(self._connection.recv(100))
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("headroom", timeout or 0) from None
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def start(
    arguments: list[str], *, env: Mapping[str, str], cwd: Path, stdout: IO[bytes] | None = None, stderr: IO[bytes]
) -> Running:
    """Start `headroom` with some arguments; without stdout, what it prints is lost."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, Path(os.devnull).open("r+b") as nothing:
        asked = json.dumps({"arguments": arguments, "env": dict(env), "cwd": str(cwd)}).encode()
        files = [one.fileno() for one in (theirs, nothing, stdout or nothing, stderr)]
        socket.send_fds(_ready(), [asked], files)
    return Running(mine)


def run(arguments: list[str], *, env: Mapping[str, str], cwd: Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run `headroom` to its end; raises TimeoutExpired, after which it is killed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        running = start(arguments, env=env, cwd=cwd, stdout=out, stderr=err)
        try:
            status = running.wait(timeout)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(["headroom", *arguments], status, *said)


@cache
def _ready() -> socket.socket:
    """The way to a process that has imported everything, and ends when this one does."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # A process with threads is no good to fork from.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        subprocess.Popen(command, env=environment, pass_fds=[theirs.fileno()])
    return mine


def _commands(asking: socket.socket) -> dict[str, Any]:
    """Carry out what is asked for; what is returned, in a process of its own, is what that one is to do."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for commands
    while True:
        message, files, _, _ = socket.recv_fds(asking, LONGEST_MESSAGE, 4)
        if not message:
            raise SystemExit
        if os.fork() == 0:
            asking.close()
            _fork_and_wait(socket.socket(fileno=files[0]))
            for number, file in enumerate(files[1:]):
                os.dup2(file, number)
                os.close(file)
            return dict(json.loads(message))
        for file in files:
            os.close(file)


def _fork_and_wait(connection: socket.socket) -> None:
    """Return in a new process; in this one wait for its end, say how it ended, and be gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        connection.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    connection.close()


def _be(command: dict[str, Any]) -> None:
    """Be the process of a command."""
    os.chdir(command["cwd"])
    os.environ.clear()
    os.environ.update(command["env"])
    sys.argv = ["headroom", *command["arguments"]]
    main()


if __name__ == "__main__":
    import gc
    from importlib import import_module
    from pkgutil import iter_modules

    import server.app
    import server.commands
    from server.cli import main

    for module in iter_modules(server.commands.__path__, "server.commands."):
        import_module(module.name)
    gc.freeze()
    _be(_commands(socket.socket(fileno=int(sys.argv[1]))))
