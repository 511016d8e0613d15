"""What the parts of a form say of their bytes: a charset is honoured or refused, and so is a coding."""

import json
from typing import Any

import httpx
import pytest

from tests.graphql.planning.conftest import Planner

HEADER = "CN,First Name,Last Name,Platform,Location,State,Skills\n"
NAMES = {
    "utf-8": "Zoë", "utf-16": "Zoë", "windows-1250": "Łukasz", "windows-1251": "Зоя", "iso-8859-2": "Łukasz",
    "shift_jis": "山田", "koi8-r": "Зоя", "us-ascii": "Zoe", "latin1": "Zoë", "cp850": "Zoë",
}  # fmt: skip
UNREAD = ("klingon", "utf-7", "punycode", "rot13", "unicode_escape", "\u00b2", "x" * 300, "", "cp037", "binary")
QUERY = """mutation Send($file: Upload!, $encoding: String) { previewRosterImport(file: $file, encoding: $encoding) {
    preview { id created reading { encoding } rejected { reason } } problems { code message path } } }"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roster(name: str, charset: str) -> bytes:
    return f"{HEADER}CN900,{name},Dijkstra,Amisys,Global,FL,Claims\n".encode(charset)


def part(name: str, content: bytes, **headers: str) -> bytes:
    """A part of a form; headers by their names with underscores."""
    said = {"content_disposition": f'form-data; name="{name}"', **headers}
    lines = [f"{header.replace('_', '-')}: {value}".encode("latin-1") for header, value in said.items()]
    return b"--b\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + content + b"\r\n"


def file(content: bytes, filename: str = "roster.csv", **headers: str) -> bytes:
    return part("0", content, content_disposition=f'form-data; name="0"; filename="{filename}"', **headers)


def operations(**variables: Any) -> bytes:
    return json.dumps({"query": QUERY, "variables": {"file": None, **variables}}, ensure_ascii=False).encode()


async def sent(world: Planner, *parts: bytes, **variables: Any) -> httpx.Response:
    """The answer to a form of these parts, and those of `operations` and `map` that none of them is."""
    whole = b"".join(parts)
    for name, content in (("map", b'{"0": ["variables.file"]}'), ("operations", operations(**variables))):
        if f'name="{name}"'.encode() not in whole:
            whole = part(name, content) + whole
    headers = {**world.headers, "GraphQL-Preflight": "1", "Content-Type": "multipart/form-data; boundary=b"}
    return await world.http.post("/graphql", content=whole + b"--b--\r\n", headers=headers)


def refused(answer: httpx.Response) -> str:
    """What a form is refused for."""
    assert answer.status_code == 415, answer.text
    (error,) = answer.json()["errors"]
    assert "accepted: " in error["message"] and len(error["message"]) < 350
    return str(error["message"])


@pytest.mark.parametrize("charset", NAMES)
async def test_a_file_is_read_in_the_charset_that_its_part_says(world: Planner, charset: str) -> None:
    for written in (charset, charset.upper(), f'"{charset}"'):
        for media_type in ("text/csv", "Text/CSV; header=present", "application/octet-stream"):
            content = file(roster(NAMES[charset], charset), content_type=f"{media_type}; charset={written}")
            answer = (await sent(world, content)).json()["data"]["previewRosterImport"]
            assert answer["problems"] == [] and answer["preview"]["created"] == 1
    await world.done("commitImport", "created", previewId=answer["preview"]["id"])
    found = await world.ask('{ resource(cn: "CN900") { firstName } }')
    assert found["resource"]["firstName"] == NAMES[charset]


@pytest.mark.shares
@pytest.mark.parametrize("charset", UNREAD)
async def test_a_charset_that_is_not_read_is_refused_of_every_part(world: Planner, charset: str) -> None:
    media_type = f'text/csv; charset="{charset}"'
    assert "the part '0'" in refused(await sent(world, file(roster("Zoe", "ascii"), content_type=media_type)))
    for name, content in (("operations", operations()), ("map", b'{"0": ["variables.file"]}'), ("else", b"x")):
        said = part(name, content, content_type=f'application/json; charset="{charset}"')
        assert f"the part '{name}'" in refused(await sent(world, said, file(roster("Zoe", "ascii"))))


@pytest.mark.shares
@pytest.mark.parametrize("charset", ["iso-8859-1", "US-ASCII"])
async def test_text_that_is_ascii_is_utf_8_whatever_a_library_says(world: Planner, charset: str) -> None:
    media_type = f"text/plain; charset={charset}"
    plain = part("map", b'{"0": ["variables.file"]}', content_type=media_type)
    answer = await sent(world, plain, file(roster("Zoe", "ascii")))
    assert answer.json()["data"]["previewRosterImport"]["preview"]["created"] == 1
    other = part("map", '{"0": ["variables.fiłe"]}'.encode(), content_type=media_type)
    assert "the part 'map'" in refused(await sent(world, other, file(roster("Zoe", "ascii"))))


@pytest.mark.shares
@pytest.mark.parametrize("charset", ["iso-8859-2", "utf-16", "koi8-r", "UTF-32"])
async def test_text_that_is_no_file_is_utf_8(world: Planner, charset: str) -> None:
    said = part("map", b'{"0": ["variables.file"]}', content_type=f"application/json; charset={charset}")
    assert "the part 'map'" in refused(await sent(world, said, file(roster("Zoe", "ascii"))))
    assert "_charset_" in refused(await sent(world, part("_charset_", charset.encode()), file(b"")))
    for fine in ("utf-8", "UTF-8", '"utf8"'):
        said = part("map", b'{"0": ["variables.file"]}', content_type=f"application/json; charset={fine}")
        answer = await sent(world, part("_charset_", fine.strip('"').encode()), said, file(roster("Zoë", "utf-8")))
        assert answer.json()["data"]["previewRosterImport"]["preview"]["created"] == 1


@pytest.mark.shares
async def test_a_charset_and_the_argument_are_the_same_or_refused(world: Planner) -> None:
    content = file(roster("Łukasz", "cp1250"), content_type="text/csv; charset=windows-1250")
    for same in ("windows-1250", "CP1250", " cp1250 "):
        answer = (await sent(world, content, encoding=same)).json()["data"]["previewRosterImport"]
        assert answer["preview"]["reading"]["encoding"] == "Windows-1250"
    for other in ("utf-8", "cp1252", "klingon"):
        answer = (await sent(world, content, encoding=other)).json()["data"]["previewRosterImport"]
        assert [(one["code"], one["path"]) for one in answer["problems"]] == [("INVALID_INPUT", ["encoding"])]
    wrong = file(roster("Łukasz", "cp1250"), content_type="text/csv; charset=utf-8")
    (problem,) = (await sent(world, wrong)).json()["data"]["previewRosterImport"]["problems"]
    assert "line 2 of the file is not UTF-8" in problem["message"]


@pytest.mark.shares
async def test_several_fields_may_have_the_same_file(world: Planner) -> None:
    field = "previewRosterImport(file: ${}) {{ preview {{ created }} problems {{ message }} }}"
    query = "mutation Send($a: Upload!, $b: Upload!) {" + "".join(
        f" {alias}: {field.format(variable)}" for alias, variable in (("one", "a"), ("two", "a"), ("three", "b"))
    )
    asked = {"query": query + " }", "variables": {"a": None, "b": None}}
    places = json.dumps({"0": ["variables.a", "variables.b"]}).encode()
    parts = (part("operations", json.dumps(asked).encode()), part("map", places), file(roster("Zoe", "ascii")))
    told = (await sent(world, *parts)).json()["data"]
    assert list(told) == ["one", "two", "three"]
    assert [one for one in told.values() if one != {"preview": {"created": 1}, "problems": []}] == []


@pytest.mark.shares
async def test_a_workbook_says_itself_how_its_text_is_written(world: Planner) -> None:
    plain = await sent(world, file(b"PK\x03\x04", "a.xlsx", content_type=XLSX))
    for charset in (*NAMES, *UNREAD):
        coded = await sent(world, file(b"PK\x03\x04", "a.xlsx", content_type=f'{XLSX}; charset="{charset}"'))
        assert (coded.status_code, coded.content) == (plain.status_code, plain.content)


@pytest.mark.shares
@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "x-uuencode", "BASE64", "\u00b2", "x" * 300])
async def test_a_part_that_is_sent_as_other_bytes_is_refused(world: Planner, coding: str) -> None:
    for header in ("content_transfer_encoding", "content_encoding"):
        told = refused(await sent(world, file(roster("Zoe", "ascii"), **{header: coding})))
        assert "the part '0'" in told and header.replace("_", "-").title() in told
        assert "the part 'map'" in refused(await sent(world, part("map", b"{}", **{header: coding})))
    for fine in ("binary", "7bit", "8BIT", ""):
        answer = await sent(world, file(roster("Zoe", "ascii"), content_transfer_encoding=fine))
        assert answer.json()["data"]["previewRosterImport"]["preview"]["created"] == 1
