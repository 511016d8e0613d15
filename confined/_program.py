"""What a child runs, what it may use, and the command that starts it."""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from confined import _child

# Where programs and libraries lie. The rest of the environment is none of the child's business: it has our secrets.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class Codec(Protocol):
    """How messages travel: a module (orjson, pickle, one of yours) that the child imports by its name.

    A child that read what a stranger wrote may say anything: never unpickle that.
    """

    __name__: str

    def dumps(self, message: Any, /) -> bytes:
        """A message as bytes."""

    def loads(self, content: bytes, /) -> Any:
        """The message in some bytes; may raise anything for bytes that hold none."""


class Limits(NamedTuple):
    """What a child may use; None sets no limit.

    `memory` in bytes of address space, `output` in bytes of all messages together, `seconds` of wall time from start to
    end, `processor_seconds` of processor time, `file_size` in bytes of the largest file it may write.
    """

    memory: int
    output: int
    seconds: float | None = None
    processor_seconds: int | None = None
    file_size: int | None = 0


class Program(NamedTuple):
    """A module whose `main(content, send, *arguments)` the child runs; `send(message)` tells the parent.

    It may import the standard library, the packages that hold the module and the codec, and `libraries`, each with all
    that lies in the folder of it. With `shows_errors` its standard error is ours; else what it writes there is dropped.
    """

    module: str
    codec: Codec
    libraries: tuple[str, ...] = ()
    shows_errors: bool = False

    def command(self, arguments: tuple[str, ...], *, limits: Limits) -> list[str]:
        """The command that starts a child; raises ModuleNotFoundError where a package is not installed."""
        packages = (self.module.partition(".")[0], self.codec.__name__.partition(".")[0], *self.libraries)
        places = os.pathsep.join(folders(packages))
        bounds = (limits.memory, limits.processor_seconds, limits.file_size)
        numbers = [str(_child.NO_LIMIT if bound is None else bound) for bound in bounds]
        # Isolated (-I) and without site (-S): it starts sooner, and no .pth file, PYTHONPATH or current folder has a
        # say in what runs. The child's side is a file and not a module, or it would import all of this package first.
        start = [sys.executable, "-I", "-S", _child.__file__]
        return [*start, places, self.module, self.codec.__name__, *numbers, *arguments]


def environment() -> dict[str, str]:
    """What a child is told of our environment."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


@cache
def folders(packages: tuple[str, ...]) -> tuple[str, ...]:
    """The folders that hold some packages, in a checkout or installed; raises ModuleNotFoundError."""
    used = [package for package in packages if package not in sys.stdlib_module_names]
    return tuple(dict.fromkeys(str(folder_of(package)) for package in used))


def folder_of(package: str) -> Path:
    """The folder that holds a package or module; raises ModuleNotFoundError."""
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]).resolve().parent
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).resolve().parent
    raise ModuleNotFoundError(f"{package} is not installed", name=package)
