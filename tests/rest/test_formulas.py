"""No text of a tenant is a formula where a spreadsheet program opens a table, whichever column it is in."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.admin.migrate import owner_connection
from server.render.cells import FORMULA
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from services.shared.table import Column, ColumnType
from tests.conftest import clients
from tests.support.api import Api
from tests.support.cluster import Addresses

TABLES = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
BOOKS = [report.path for report in HOUSE.reports if report.path.endswith(".xlsx")]
EMPTY = {"production-plans", "plan-weeks", "daily-summary", "material-debt-settlements"}  # in the demo
FEW = 200  # rows of a table
SIGNS = [*FORMULA]
ODD_TEXT = re.compile("<t(?: [^<>]*)?>[" + re.escape("".join(SIGNS)) + "]")
_TABLES = text("""
    SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""")
_COLUMNS = text("""
    SELECT quote_ident(table_name), quote_ident(column_name)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'character varying')""")


async def begin_with_signs(addresses: Addresses) -> None:
    """Have every text begin with a sign; words of ours alone the database keeps as they are."""
    async with owner_connection(addresses.owner) as owner:
        for table in [*await owner.scalars(_TABLES)]:
            await owner.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            await owner.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    async with owner_connection(addresses.owner) as owner:
        for table, column in [*await owner.execute(_COLUMNS)]:
            sign = f"(CAST(:signs AS text[]))[1 + abs(hashtext({column})) % {len(SIGNS)}]"
            with suppress(DBAPIError):
                async with owner.begin_nested():
                    await owner.execute(text(f"UPDATE {table} SET {column} = {sign} || {column}"), {"signs": SIGNS})


def parts_of(book: bytes) -> Iterator[tuple[str, str]]:
    """The names and the contents of a workbook's parts."""
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        for name in opened.namelist():
            yield name, opened.read(name).decode()


async def odd_columns(asking: Api, path: str, columns: list[Column]) -> set[str]:
    """The columns of text that begins with a sign; of each, CSV has what JSON has, with a quote before."""
    told = (await asking.get(path, limit=FEW)).json()["rows"]
    _, *written = csv.reader(io.StringIO((await asking.get(path, limit=FEW, format="csv")).text, newline=""))
    odd = set()
    for row, cells in zip(told, written, strict=True):
        for column, value, cell in zip(columns, row, cells, strict=True):
            if column.type is ColumnType.TEXT:
                is_odd = value is not None and value.startswith(FORMULA)
                assert cell == (f"'{value}" if is_odd else value or ""), column
                odd |= {column.name} if is_odd else set()
    return odd


async def workbooks(asking: Api) -> Iterator[str]:
    """The paths of all workbooks."""
    entries = (await asking.ask("{ historyLog(limit: 1) { data { downloadUrl } } }"))["historyLog"]["data"]
    templates = (await asking.get("/api/v2/templates")).json()["templates"]
    return iter(
        [
            *(f"{PREFIX}{path}" for path in BOOKS),
            *(f"{PREFIX}{table.path}?format=xlsx&limit={FEW}" for table in TABLES),
            *(template["url"] for template in templates),
            *(entry["downloadUrl"] for entry in entries),
        ]
    )


async def test_no_text_of_any_table_is_a_formula(changeable_floor: Addresses, demo_id: UUID) -> None:
    await begin_with_signs(changeable_floor)
    async for client in clients(changeable_floor):
        asking = client("ADMIN")
        for report in TABLES:
            async with asking.app.state.database.read(demo_id) as session:  # type: ignore[attr-defined]
                columns = await report.columns(session)
            odd = await odd_columns(asking, PREFIX + report.path, columns)
            assert bool(odd) is (report.path.rpartition("/")[2] not in EMPTY), report.path
        seen = 0
        for path in await workbooks(asking):
            answer = await asking.http.get(path, headers=asking.headers)
            assert answer.status_code == 200, f"{path}: {answer.text[:200]}"
            for name, part in parts_of(answer.content):
                assert not re.search("<f[ />]", part) and "external" not in name.lower(), (path, name)
                seen += len(ODD_TEXT.findall(part))
        assert seen > FEW
