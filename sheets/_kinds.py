"""What kind of file somebody sent, told by its content: for the refusal of what is no workbook and no CSV."""

import re
from collections.abc import Collection

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0"
BEGINNINGS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x09\x00\x04\x00", "an old .xls workbook"),
    (b"\x09\x02\x06\x00", "an old .xls workbook"),
    (b"\x09\x04\x06\x00", "an old .xls workbook"),
    (b"\x09\x08\x08\x00", "an old .xls workbook"),
)
MARKUP = (
    (
        re.compile(rb"<\?xml[^>]*>.{0,400}?urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL),
        "an XML spreadsheet",
    ),
    (re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE), "an HTML page"),
    (re.compile(rb"<\?xml"), "an XML document"),
    (re.compile(rb"[\[{]\s*[\[{\"]"), "a JSON document"),
)
OLE_STREAMS = (
    ("EncryptedPackage", "a workbook protected by a password"),
    ("Workbook", "an old .xls workbook"),
    ("Book", "an old .xls workbook"),
    ("WordDocument", "an old .doc document"),
    ("PowerPoint Document", "an old .ppt presentation"),
)
LOOKED_AT = 4_096  # bytes


def kind_of_content(content: bytes) -> str | None:
    """What a file is by its first bytes, in words; None for text and for zips, which say more inside."""
    start = content[:LOOKED_AT]
    if start.startswith(OLE):
        return kind_of_ole(content)
    for beginning, kind in BEGINNINGS:
        if start.startswith(beginning):
            return kind
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for pattern, kind in MARKUP if pattern.match(markup)), None)


def kind_of_ole(content: bytes) -> str:
    """What a compound file of Microsoft's holds, by the names of its streams."""
    for stream, kind in OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind
    return "an old .xls workbook or protected by a password"


def kind_of_zip(parts: Collection[str]) -> str | None:
    """What a zip is by the lower-case names of its parts, in words; None for what may be an .xlsx workbook."""
    names = set(parts)
    if any(name.endswith("vbaproject.bin") for name in names):
        return "a workbook with macros (.xlsm)"
    if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
        return "a binary workbook (.xlsb)"
    for beginning, kind in (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation")):
        if any(name.startswith(beginning) for name in names):
            return kind
    if any(name.endswith(".iwa") for name in names):
        return "a Numbers, Pages or Keynote document"
    if "content.xml" in names:
        return "an OpenDocument file (.ods)"
    if "[content_types].xml" in names or any(name.startswith("xl/") for name in names):
        return None
    return "a zip archive" + (f" with {min(names)[:60]} in it" if names else " with nothing in it")
