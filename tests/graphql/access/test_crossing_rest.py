"""Over REST too another tenant's things are answered like things that do not exist: every path, every argument."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from starlette.routing import Route

from server.commands.postgres import Addresses
from server.rest.access import KEY
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import TableWorkbook
from tests.graphql.access.matrix import UPLOADS
from tests.support.api import Api, token
from tests.support.crossing import LOB, NAMED, REPORT, UNKNOWN_UUID, Pair, seen
from tests.support.report_arguments import ACCEPTED
from tests.support.twins import Twins, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

# By argument: what to try; or nothing, where it names nothing that is kept.
ARGUMENTS: dict[str, Pair | None] = {
    "report": REPORT, "against": REPORT, "platform": NAMED["platform"][0], "main_lob": LOB,
    "state": NAMED["state"][0], "case_type": NAMED["caseType"][0],
    "locality": None, "limit": None, "cursor": None, "offset": None, "updated_since": None, "updated_until": None,
    "month_from": None, "month_to": None, "figures": None, "format": None,
    "sku": NAMED["sku"][0], "location": NAMED["location"][0], "kind": None, "status": None, "from": None, "to": None,
    "is_active": None, "number": NAMED["number"][0], "department": NAMED["department"][0], "stage": None,
    "severity": None, "date": None,
    "api_key": None,  # who has it is of the other tenant
}  # fmt: skip
NARROW = {"limit": 1, "main_lob": "Xcelys Medicaid OFFSHORE", "state": "AZ"}  # so that an answer takes no long
FORMATS = ("json", "records", "csv", "ndjson", "xlsx")
OPEN = {"/", "/healthz", "/readyz", "/metrics", "/graphql"}  # no data, or not REST
SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
IN_PATH = re.compile(r"{(\w+)}")


def paths(app: Any) -> list[str]:
    """The paths of REST that are asked by GET; what is sent back is named by keys in a file, not by arguments."""
    return [
        route.path
        for route in app.routes
        if isinstance(route, Route) and route.path not in {*OPEN, *UPLOADS} and not route.path.startswith("/graphiql")
    ]


def content(response: httpx.Response, pair: Pair) -> Any:
    """What is seen of an answer but for its tag; of a workbook the sheets, without the moment it was written."""
    if response.content.startswith(b"PK"):
        with ZipFile(BytesIO(response.content)) as book:
            parts = {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}
        names = re.compile(f"{re.escape(pair.theirs)}|{re.escape(pair.unknown)}".encode(), re.IGNORECASE)
        return {place: names.sub(b"?", part) for place, part in parts.items()}
    status, headers, body = seen(response, pair)
    return status, {name: value for name, value in headers.items() if name != "etag"}, body


async def test_whatever_can_be_named_has_a_case(twins: Twins) -> None:
    assert set(ARGUMENTS) == {*set().union(*ACCEPTED.values()), KEY}
    named = [path for path in paths(twins.app) if IN_PATH.search(path)]
    assert [IN_PATH.findall(path) for path in named] == [["id"] for _ in named]
    assert named


async def test_every_argument_of_every_path_is_answered_like_nobodys(twins: Twins, sample: Addresses) -> None:
    async with served(sample) as (http, _):  # where the neighbour has nothing
        clients = (twins.asks_for_theirs, twins.asks_for_unknown, Api(http, token("ADMIN")))
        workbooks = {PREFIX + report.path for report in HOUSE.reports if isinstance(report, TableWorkbook)}
        for path in [path for path in paths(twins.app) if not IN_PATH.search(path)]:
            known = ACCEPTED.get(path.removeprefix(PREFIX), set())
            narrow = {name: value for name, value in NARROW.items() if name in known}
            named = [(name, pair) for name, pair in ARGUMENTS.items() if pair and name in known]
            # A table's workbook has the arguments of the table, which is another path: one of them shows the form.
            for argument, pair in named[:1] if path in workbooks else named:
                names = (pair.theirs, pair.unknown, pair.theirs)
                await expect_the_same(path, [narrow | {argument: name} for name in names], clients, pair)
            if not known:
                await expect_the_same(path, [{}, {}, {}], clients, REPORT)


async def expect_the_same(path: str, asked: Sequence[Mapping[str, Any]], clients: Sequence[Api], pair: Pair) -> None:
    """One answer for theirs, for what is nobody's, and where the neighbour has nothing."""
    got = [await client.get(path, **arguments) for client, arguments in zip(clients, asked, strict=True)]
    contents = [content(one, pair) for one in got]
    assert contents[0] == contents[1] == contents[2], (path, asked)
    assert got[0].headers.get("etag") == got[2].headers.get("etag"), (path, asked)


@pytest.mark.parametrize("form", FORMATS)
async def test_every_form_is_answered_like_nobodys(twins: Twins, form: str) -> None:
    theirs = await twins.asks_for_theirs.get(SUMMARY, report=REPORT.theirs, format=form)
    unknown = await twins.asks_for_unknown.get(SUMMARY, report=REPORT.unknown, format=form)
    assert seen(theirs, REPORT) == seen(unknown, REPORT)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_download_is_answered_like_nobodys(twins: Twins, method: str) -> None:
    for path in [path for path in paths(twins.app) if IN_PATH.search(path)]:
        for theirs in (*twins.has.uuids.values(), *twins.has.nodes.values()):
            pair = Pair(theirs, UNKNOWN_UUID if "-" in theirs else "0" * len(theirs))
            got = []
            for client, name in ((twins.asks_for_theirs, pair.theirs), (twins.asks_for_unknown, pair.unknown)):
                got.append(await client.http.request(method, IN_PATH.sub(name, path), headers=client.headers))
            assert seen(got[0], pair) == seen(got[1], pair), path
            assert got[0].status_code == 404


async def test_the_neighbours_own_people_get_theirs(twins: Twins) -> None:
    zelda = Api(twins.asks_for_theirs.http, token("ADMIN", tenant="other"))
    summary = await zelda.get(SUMMARY, report=REPORT.theirs)
    assert (summary.status_code, len(summary.json()["rows"])) == (200, 12)
    download = await zelda.get(f"/api/history-log/{twins.has.uuids['history log']}/download")
    assert download.status_code == 200
