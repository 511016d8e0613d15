"""The zip that a workbook is: checked as a whole, and unpacked a bounded piece at a time."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from sheets.errors import Unreadable
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.markup import checked_xml

DIRECTORY_ENTRY = b"PK\x01\x02"
CHUNK = 256 * 1024
XML_SUFFIXES = (".xml", ".rels", ".vml")
ENCRYPTED = 0x1
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


class Archive:
    """The parts of a workbook by lower-case name with forward slashes, as the format compares them."""

    def __init__(self, content: bytes, *, limits: SheetLimits) -> None:
        """Open the zip and check its directory; raises Unreadable for too many, too large or locked parts."""
        # Counted in the bytes, before zipfile makes an object of each entry.
        if content.count(DIRECTORY_ENTRY) > limits.entries:
            raise Unreadable("the workbook has too many parts", accepted=f"at most {limits.entries:,} parts")
        try:
            self.file = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGE as error:
            raise damaged() from error
        entries = self.file.infolist()
        self.parts = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
        if len(self.parts) != len(entries) or any(not is_plain(entry) for entry in entries):
            raise damaged()
        check_sizes(sum(entry.file_size for entry in entries), packed=len(content), limits=limits)

    def xml(self, name: str) -> Iterator[bytes]:
        """One part in chunks of at most `CHUNK` bytes, checked on the way. Raises Unreadable."""
        return checked_xml(self.chunks(self.parts[name]))

    def verify(self, name: str) -> None:
        """Unpack one part for its checks alone. Raises Unreadable."""
        for _ in self.xml(name) if name.endswith(XML_SUFFIXES) else self.chunks(self.parts[name]):
            pass

    def whole_xml(self, name: str, *, at_most: int) -> bytes:
        """A small part in one; raises Unreadable when it is missing or has more than `at_most` bytes."""
        if name not in self.parts or self.parts[name].file_size > at_most:
            raise Unreadable("the file is not a workbook that can be read", accepted=ACCEPTED)
        return b"".join(self.xml(name))

    def chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of a part, never more than its declared size; raises Unreadable when they are fewer or differ."""
        seen = 0
        try:
            with self.file.open(entry) as part:
                while chunk := part.read(CHUNK):
                    seen += len(chunk)
                    yield chunk
        except DAMAGE as error:
            raise damaged() from error
        if seen != entry.file_size:
            raise damaged()


def is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether a part is stored or deflated and not encrypted."""
    return not entry.flag_bits & ENCRYPTED and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def check_sizes(unpacked: int, *, packed: int, limits: SheetLimits) -> None:
    """Refuse a workbook that would be too large once unpacked, or that is packed as densely as only bombs are."""
    if unpacked > limits.unpacked:
        raise Unreadable(
            "the workbook is too large once unpacked", accepted=f"at most {limits.unpacked // MIB} MiB once unpacked"
        )
    if unpacked > 16 * MIB and unpacked > packed * limits.ratio:
        raise Unreadable(
            "the workbook is packed too densely", accepted=f"at most {limits.ratio} times larger once unpacked"
        )


def damaged() -> Unreadable:
    """The refusal of a zip that is cut off, locked, or does not hold what it declares."""
    return Unreadable("the workbook is damaged or locked", accepted="a complete .xlsx workbook without a password")
