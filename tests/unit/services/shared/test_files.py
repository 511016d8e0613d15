"""What a file is refused for reaches the caller as any other refusal does, in the same words."""

import pytest

from services.shared.errors import InvalidInput
from services.shared.files import read_file
from services.shared.imports import Records
from sheets import Sheet, SheetRow


async def test_a_file_is_read() -> None:
    assert await read_file(b"CN,State\nCN1,FL\n", filename="a.csv") == Sheet(
        ["CN", "State"], [SheetRow(2, ["CN1", "FL"])]
    )


@pytest.mark.parametrize(
    ("content", "filename", "message", "accepted"),
    [
        (b"", "a.csv", "the file is empty", "an .xlsx workbook or a .csv file"),
        (
            b"CN\n",
            "a.ods",
            "files of this kind are not read: this one is named .ods",
            "an .xlsx workbook or a .csv file",
        ),
        (b"\n\n", "a.csv", "the file has no data", "a header row and rows below it"),
    ],
)
async def test_what_cannot_be_read_is_invalid_input(content: bytes, filename: str, message: str, accepted: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await read_file(content, filename=filename)
    assert (refused.value.message, refused.value.accepted, refused.value.path) == (message, accepted, ())


def test_a_missing_column_is_invalid_input() -> None:
    with pytest.raises(InvalidInput) as refused:
        Records.matched(Sheet(["State"], []), wanted={"cn": ("CN",)}, required={"cn"})
    assert (refused.value.message, refused.value.accepted) == ("missing columns: CN", "CN")
