"""What can be known of spreadsheet XML from its bytes alone, before any parser sees it."""

import re
from collections.abc import Iterable, Iterator

from sheets.errors import Unreadable

# A superset of <!DOCTYPE and <!ENTITY: comments and CDATA sections continue with - and [ instead of a letter.
DECLARATION = re.compile(rb"<![A-Za-z]")
ENCODING = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
# The longest text that a cell may hold is 32,767 characters, a few times more bytes when escaped.
LONGEST_TEXT = 2 * 1024 * 1024


def checked_xml(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks, as long as they are UTF-8 without a document type or entities.

    Raises Unreadable otherwise. UTF-16 is refused because one parser's UTF-16 is another parser's harmless ASCII.
    """
    tail: bytes | None = None
    for chunk in chunks:
        if b"\0" in chunk or (tail is None and not says_utf_8(chunk)):
            raise Unreadable(
                "the workbook holds XML that is not UTF-8", accepted="a workbook saved by a spreadsheet program"
            )
        if DECLARATION.search((tail or b"") + chunk):
            raise Unreadable(
                "the workbook declares XML entities or a document type",
                accepted="a workbook saved by a spreadsheet program",
            )
        tail = chunk[-2:]
        yield chunk


def says_utf_8(start: bytes) -> bool:
    """Whether the XML declaration, if any, names UTF-8 or a part of it."""
    declared = ENCODING.match(start)
    return declared is None or declared[1].lower() in UTF_8


def whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut before a `<`, so that no tag is spread over two pieces.

    Raises Unreadable for a text or tag longer than any spreadsheet program writes.
    """
    carried = b""
    for chunk in chunks:
        data = carried + chunk
        cut = max(data.rfind(b"<"), 0)
        carried = data[cut:]
        if len(carried) > LONGEST_TEXT:
            raise Unreadable(
                "a cell of the workbook holds too much text", accepted="at most 32,767 characters in a cell"
            )
        yield data[:cut]
    yield carried
