"""The parts of a form: what each says of its own bytes is honoured, or refused; it is never passed over."""

from typing import Any

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from server.http.bodies import LONGEST_NAME, content_type_in, encoding_of_file, refuse_coded
from server.http.errors import TransportError

AS_THEY_ARE = ("7bit", "8bit", "binary")
# Some libraries say one of these of each text unless they are told: where it is ASCII, it is UTF-8 as well.
LIKE_ASCII = ("us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252")
READ_AS_UTF8 = "read as UTF-8; accepted: that, or no charset"


class FormFile(UploadFile):
    """A file of a form; `encoding` is the codec of its text by the charset that was sent with it, None without one."""

    def __init__(self, *, encoding: str | None, **options: Any) -> None:
        super().__init__(**options)
        self.encoding = encoding

    def __repr__(self) -> str:
        """What is said of it where something else belongs."""
        return "a file"

    __inspect__ = __repr__  # as graphql-core tells values

    async def read(self, size: int = -1) -> bytes:
        """Its bytes from the first on, each time: several fields of a request may have the same file."""
        await self.seek(0)
        return await super().read(size)


class FormParts(MultiPartParser):
    """Reads a form as its parts say; raises TransportError, status 415, for one that cannot be read so."""

    def on_headers_finished(self) -> None:
        """Look at what the part says, before any of its bytes are read."""
        super().on_headers_finished()
        part = self._current_part
        headers = Headers(raw=part.item_headers)
        told = f"the part {part.field_name[:LONGEST_NAME]!r}"
        refuse_coded(headers, told)
        _refuse_transfer_coded(headers, told)
        said = content_type_in(headers.get("content-type"))
        if part.file is not None:
            encoding = encoding_of_file(said, told)
            part.file = FormFile(
                file=part.file.file, size=0, filename=part.file.filename, headers=headers, encoding=encoding
            )
        self._is_ascii = said.charset in LIKE_ASCII
        if part.file is None and not (said.is_utf8 or self._is_ascii):
            raise TransportError(415, f"{told} is {READ_AS_UTF8}")

    def on_part_end(self) -> None:
        """Take the part, which is whole by now."""
        part = self._current_part
        if part.file is None and self._is_ascii and not part.data.isascii():
            raise TransportError(415, f"the part {part.field_name[:LONGEST_NAME]!r} is {READ_AS_UTF8}")
        super().on_part_end()


def _refuse_transfer_coded(headers: Headers, told: str) -> None:
    """Raise TransportError for bytes that mail would have; forms of today have none (RFC 7578, 4.7)."""
    coding = headers.get("content-transfer-encoding", "").strip().lower()
    if coding and coding not in AS_THEY_ARE:
        sent = f"{told} is sent with the Content-Transfer-Encoding {coding[:LONGEST_NAME]!r}"
        raise TransportError(415, f"{sent}; accepted: binary, which is the part as it is")
