"""What requests say of their bodies: whether they are compressed, their charset, and what a file is called."""

import gzip
from random import Random

import httpx
import pytest

from server.http.bodies import UTF8
from server.rooms import HOUSE
from services.shared.text import LONGEST_TEXT
from tests.conftest import Client, clients
from tests.rest.test_openapi import expect_as_described
from tests.support.api import Api
from tests.support.cluster import Addresses
from tests.support.returned import IMPORTS, WORKBOOK, returned_records, sent_back, workbook

ASKED = b'{"query": "{ viewer { subject } }"}'
FORM = b"".join(
    b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part
    for part in ((b"operations", ASKED), (b"map", b"{}"))
)
GRAPHQL = {
    "application/json": ASKED,
    "multipart/form-data; boundary=b": FORM + b"--b--\r\n",
}
FILES = {f"{IMPORTS}/{kind.label}": b"a,b\n1,2\n" for kind in HOUSE.returned}
BODIES = [
    *(("/graphql", media_type, body) for media_type, body in GRAPHQL.items()),
    *((path, "text/csv", body) for path, body in FILES.items()),
]
CODINGS = ("gzip", "x-gzip", "deflate", "br", "zstd", "aes128gcm", "GZIP", "\u00b2", "x" * 300, "*", "gzip;q=0")
UNREAD = ("klingon", "utf-7", "punycode", "rot13", "idna", "unicode_escape", "\u00b2", "x" * 300, "", "cp037")
TEXTS = {"utf-8": "Zoë", "windows-1250": "Łukasz", "iso-8859-1": "Zoë", "shift_jis": "山田", "us-ascii": "Zoe"}


async def posted(client: Api, path: str, media_type: str, body: bytes, *codings: str) -> httpx.Response:
    headers = [*client.headers.items(), ("Content-Type", media_type), ("GraphQL-Preflight", "1")]
    encoded = [(b"Content-Encoding", coding.encode("latin-1")) for coding in codings]
    return await client.http.post(
        path, content=body, headers=[*((name.encode(), value.encode("latin-1")) for name, value in headers), *encoded]
    )


def message_of(answer: httpx.Response) -> str:
    told = answer.json()
    return str(told["message"] if "message" in told else told["errors"][0]["message"])


@pytest.mark.parametrize(("path", "media_type", "body"), BODIES)
async def test_a_compressed_body_is_refused_and_told_what_is_taken(
    sample_client: Client, path: str, media_type: str, body: bytes
) -> None:
    client, dice = sample_client("PLANNER"), Random(path + media_type)
    plain = await posted(client, path, media_type, body)
    assert plain.status_code != 415
    for drawn in [[coding] for coding in CODINGS] + [dice.sample((*CODINGS, "identity", ""), 3) for _ in range(9)]:
        answer = await posted(client, path, media_type, gzip.compress(body), *drawn)
        assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity"), drawn
        assert "Content-Encoding" in message_of(answer) and "accepted: identity" in message_of(answer)
        if path != "/graphql":
            expect_as_described(answer, path, method="post")
    for unsaid in (["identity"], ["Identity"], [""], ["", "identity"], ["identity, identity"]):
        answer = await posted(client, path, media_type, body, *unsaid)
        assert (answer.status_code, answer.content) == (plain.status_code, plain.content)


async def test_a_csv_is_read_in_the_charset_that_it_says(changeable_sample: Addresses) -> None:
    async for client in clients(changeable_sample):
        planner = client("PLANNER")
        first, *rest = (await returned_records(planner, state="FL")).splitlines(keepends=True)
        for charset, text in TEXTS.items():
            content = "".join([first, rest[0].replace("FL", text, 1), *rest[1:]]).encode(charset)
            for written in (charset, charset.upper(), f'"{charset}"'):
                media_type = f"text/csv; header=present; charset={written}"
                answer = await sent_back(planner, "records", content, media_type=media_type)
                assert answer.status_code == 200, answer.text
                assert text in str(answer.json()["rejected"]), charset
            asked = {"media_type": f"text/csv; charset={charset}", "encoding": charset.upper()}
            assert (await sent_back(planner, "records", content, **asked)).status_code == 200


@pytest.mark.parametrize("charset", UNREAD)
async def test_a_charset_that_is_not_read_is_refused(sample_client: Client, charset: str) -> None:
    client = sample_client("PLANNER")
    media_type = f'text/csv; charset="{charset}"'
    answer = await posted(client, f"{IMPORTS}/records", media_type, b"a,b\n1,2\n")
    assert answer.status_code == 415, answer.text
    assert "charset" in message_of(answer) and "accepted: UTF-8, UTF-16" in message_of(answer)
    assert len(message_of(answer)) < 300
    expect_as_described(answer, f"{IMPORTS}/records", method="post")


async def test_text_that_is_not_in_its_charset_is_refused(sample_client: Client) -> None:
    client = sample_client("PLANNER")
    answer = await sent_back(client, "records", "a,Zoë\n".encode("cp1252"), media_type="text/csv; charset=utf-8")
    assert (answer.status_code, "line 1 of the file is not UTF-8" in message_of(answer)) == (400, True)
    other = await sent_back(client, "records", b"a,b\n", media_type="text/csv; charset=utf-8", encoding="cp1250")
    assert other.status_code == 400
    assert "encoding is 'cp1250' and the file's charset UTF-8; accepted: one of the two" in message_of(other)


@pytest.mark.parametrize("charset", [*UNREAD, "latin-1", "utf-16", "us-ascii"])
async def test_json_is_utf_8_whatever_else_its_media_type_says(sample_client: Client, charset: str) -> None:
    client = sample_client("PLANNER")
    for media_type in (f'application/json; charset="{charset}"', f'application/json; x=utf-8; charset="{charset}"'):
        assert (await posted(client, "/graphql", media_type, ASKED)).status_code == 415
    for charset in UTF8:
        media_type = f"application/json; profile=latin-1; charset={charset}"
        assert (await posted(client, "/graphql", media_type, ASKED)).json()["data"]


async def test_a_workbook_says_itself_how_it_is_written_and_has_a_name_of_a_length(
    changeable_sample: Addresses,
) -> None:
    async for client in clients(changeable_sample):
        planner = client("PLANNER")
        content = await workbook(planner, "/api/v2/reports/records.xlsx", state="FL")
        answer = await sent_back(planner, "records", content, media_type=f"{WORKBOOK}; charset=klingon")
        assert answer.status_code == 200, answer.text
        for letter in ("x", "é", "😀"):
            for length in (LONGEST_TEXT, LONGEST_TEXT + 1, 1_500):
                name = letter * (length - len(".xlsx")) + ".xlsx"
                answer = await sent_back(planner, "records", content, filename=name)
                expect_as_described(answer, f"{IMPORTS}/records", method="post")
                if length == LONGEST_TEXT:
                    assert answer.status_code == 200, answer.text
                else:
                    message = f"filename has {length:,} characters; accepted: at most {LONGEST_TEXT}"
                    assert (answer.status_code, message_of(answer)) == (400, message)
