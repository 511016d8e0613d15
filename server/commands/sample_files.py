"""The files of the sample data, ready to be imported."""

from pathlib import Path

from server.commands.imports import IMPORTS, FileToImport
from services.shared.files import read_file

SAMPLE_DATA = Path(__file__).parent.parent / "sample_data"


async def sample(label: str, name: str, *, subject: str = "") -> FileToImport:
    """A file as what it is imported as, and what it is about."""
    sheet = await read_file((SAMPLE_DATA / name).read_bytes(), filename=name)
    return FileToImport(label, IMPORTS[label], sheet, subject)
