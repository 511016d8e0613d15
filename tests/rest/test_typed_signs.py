"""What people type comes back as they typed it, in every form there is, and is found again."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from server.commands.postgres import Addresses
from tests.conftest import clients

TABLE, SET = "/api/v2/reports/powerbi/resource-assignments", "/odata/ResourceAssignments"
SIGNS = [
    "Night crew 👩🏽\u200d🔧👨\u200d👩\u200d👧", "🏳️\u200d🌈 Zoë",
    "Cymru 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "می\u200cخواهم", "क्\u200dष", "New \U0001fae8",
]  # fmt: skip
RENAME = """mutation Rename($cn: String!, $name: String!) {
    updateResource(cn: $cn, patch: {displayName: $name}) { resource { displayName } problems { message } } }"""
FIND = "query Find($name: String!) { resources(filter: {search: $name}) { nodes { cn displayName } } }"


async def test_a_name_is_the_same_in_every_form(changeable_sample: Addresses) -> None:
    async for client in clients(changeable_sample):
        planner = client("ADMIN")
        rows = (await planner.get(TABLE, limit=2_000, format="records", report="2025-04")).json()
        named = dict(zip(sorted({row["cn"] for row in rows}), SIGNS, strict=False))
        assert len(named) == len(SIGNS)
        for cn, name in named.items():
            told = (await planner.ask(RENAME, cn=cn, name=name))["updateResource"]
            assert (told["problems"], told["resource"]) == ([], {"displayName": name})
            found = await planner.ask(FIND, name=name.split()[-1])
            assert found["resources"]["nodes"] == [{"cn": cn, "displayName": name}]
        for form in ("records", "ndjson", "csv", "xlsx"):
            answer = await planner.get(TABLE, format=form, report="2025-04")
            shown = {(row["cn"], row["display_name"]) for row in _rows(form, answer.content) if row["cn"] in named}
            assert shown == set(named.items()), form
        for cn, name in named.items():
            asked = {"$filter": f"display_name eq '{name}'", "$top": "1", "$select": "cn,display_name"}
            assert (await planner.get(SET, **asked)).json()["value"][0] == {"cn": cn, "display_name": name}


def _rows(form: str, content: bytes) -> list[dict[str, Any]]:
    if form == "records":
        return list(json.loads(content))
    if form == "ndjson":
        return [json.loads(line) for line in content.splitlines() if line]
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if "cn" in row)
    return [dict(zip(map(str, rows[start]), row, strict=True)) for row in rows[start + 1 :]]


@pytest.mark.parametrize("sign", ["a\u200db", "👨\u200d", "a\u200bb", "\U000e0067"])
async def test_what_nobody_sees_is_refused(changeable_sample: Addresses, sign: str) -> None:
    async for client in clients(changeable_sample):
        planner = client("ADMIN")
        cn = (await planner.get(TABLE, limit=1, format="records")).json()[0]["cn"]
        (problem,) = (await planner.ask(RENAME, cn=cn, name=sign))["updateResource"]["problems"]
        assert "has the control character U+" in problem["message"]
