"""Asking for what another tenant has, and for what nobody has, side by side: nobody may tell the answers apart."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import httpx
from graphql import GraphQLArgument, OperationType, Undefined, get_named_type, is_required_argument

from schema.shared.node import global_id, parse_global_id
from tests.support import neighbour, neighbour_floor
from tests.support.api import Api
from tests.support.neighbour import Neighbour, uploaded
from tests.support.slots import ROOTS, Slot, document, example_arguments, filled


class Pair(NamedTuple):
    """Something of the neighbour's, and the like of it that nobody has."""

    theirs: Any
    unknown: Any


UNKNOWN_UUID = str(UUID(int=9))
CN, PLACEHOLDER = Pair("CN77001", "CN88001"), Pair("TBH-90001", "TBH-99991")
REPORT, LABEL = Pair("2041-02", "2047-02"), Pair("Apr-41", "Apr-47")
# The days of both years fall on the same weekdays.
YEAR = Pair(*({"month": "February", "year": year} for year in (neighbour.YEAR, 2047)))
LOB, PLATFORM = Pair(neighbour.LOB, "Yetaplat Zetamarket DOMESTIC"), Pair("Zetaplat", "Yetaplat")
CASE_TYPE, CASE_ID = Pair(neighbour.CASE_TYPE, "Yetawork"), Pair("ZT-1", "YT-1")
STATE = Pair("AK", "WY")
DEMAND = Pair(
    *(
        {"mainLob": LOB[n], "lob": LOB[n], "state": STATE[n], "caseType": CASE_TYPE[n], "caseId": CASE_ID[n]}
        for n in (0, 1)
    )
)
REFERENCE, CLIENT_KEY = Pair(neighbour.REFERENCE, "Yetaorder"), Pair(neighbour.CLIENT_KEY, "Yetasent")
DEPARTMENT, ORDER = Pair(neighbour_floor.DEPARTMENT, "Yetadepartment"), Pair(neighbour_floor.ORDER, "YETA-SPK-2")
DEBT_KEY, PRODUCTION_KEY = Pair(neighbour_floor.DEBT_KEY, "Yetaasked"), Pair(neighbour_floor.PRODUCTION_KEY, "Yetamade")
TIER, KEY = Pair("Zetatier", "Yetatier"), Pair("Zetakey", "Yetakey")
PLAN, CAST = Pair("Zetaplan", "Yetaplan"), Pair("Zetacast", "Yetacast")
SKU, PART = Pair(neighbour.SKU, "YETA-SKU-1"), Pair(neighbour.PART, "YETA-SKU-2")
SUGGESTION = Pair(neighbour.SUGGESTION, {"modelName": "Yetamodel", "suggestionId": "Yetathought"})
LOCATION = Pair(neighbour.LOCATION, "YETASHOP")
STOCK = Pair(*({"sku": SKU[n], "location": LOCATION[n]} for n in (0, 1)))

# By the name of a text or year: what to try there. A dictionary says what stands beside it.
NAMED: dict[str, list[Pair]] = {
    "actualCn": [CN], "cn": [CN, PLACEHOLDER], "resourceCn": [CN], "resourceCns": [CN],
    "search": [CN, SKU, PLAN, ORDER],
    "placeholderCn": [PLACEHOLDER, CN], "report": [REPORT], "value": [REPORT], "against": [REPORT],
    "month": [YEAR], "year": [YEAR], "label": [LABEL], "mainLob": [LOB], "lob": [LOB], "platform": [PLATFORM],
    "state": [STATE], "states": [STATE], "caseType": [CASE_TYPE], "skill": [CASE_TYPE], "skills": [CASE_TYPE],
    "caseId": [CASE_ID], "caseIdBefore": [CASE_ID], "name": [TIER, KEY, PLAN, CAST],
    "number": [ORDER], "workOrderNumber": [ORDER],
    "department": [DEPARTMENT], "departments": [DEPARTMENT],
    "subject": [Pair(neighbour.SUBJECT, "yelda")], "enteredBy": [Pair(neighbour.SUBJECT, "yelda")],
    "user": [Pair(neighbour.SUBJECT, "yelda")],
    "sku": [SKU, STOCK], "componentSku": [PART], "materialSku": [PART],
    "location": [LOCATION, STOCK], "toLocation": [LOCATION],
    "reference": [REFERENCE], "clientKey": [CLIENT_KEY, DEBT_KEY, PRODUCTION_KEY], "suggestionId": [SUGGESTION],
    "requestId": [Pair(neighbour.REQUEST_ID, "request-of-yelda")], "entityId": [],
}  # fmt: skip
# Texts that name nothing that is kept, and ids that callers choose themselves.
FREE = {
    "firstName", "lastName", "opid", "displayName", "displayNamePrefix", "description", "userNotes", "modifiedFields",
    "operation", "action", "entityType", "holidayCalendar", "key", "after", "before", "progressId", "decimal",
    "encoding",
    "since", "unit", "currency", "labourSkill", "stage", "reason", "reasoning", "modelName", "modelVersion",
    "note", "notes",
}  # fmt: skip
# An ID that may be a row's key in a grid; and what is owed, which is no product that is sold.
PLACES = {"mutation.previewCphUpdate.rows.id": Pair("cph_911", "cph_999"), "query.materialDebts.filter.sku": PART}
# Of these one alone may be given.
ONE_OF: dict[str | int, str] = {"workOrderId": "workOrderNumber", "workOrderNumber": "workOrderId"}

# What every answer has of its own: ids, moments and secrets of what was made, and cursors, which hold a moment. The ids
# of a tree's nodes are made of the filter that was asked for, so of the name in it; they stand here by how "RollupNode"
# begins in base64.
OWN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:\+00:00|Z)"
    r"|hrk_[0-9a-f]+_[0-9a-f]+|cursor=[A-Za-z0-9_-]+|Um9sbHVwTm9kZT[\w-]+"
    r"|did you mean [^\"?]*\?"  # a word of the caller's own that is near
)
OWN_HEADERS = {"date", "x-request-id", "next-updated-since"}


def has_case(slot: Slot) -> bool:
    """Whether there is something to try in a slot, or a reason why not."""
    return slot.kind in ("ID", "UUID") or slot.name in NAMED or slot.name in FREE


def pairs(slot: Slot, has: Neighbour) -> Iterator[Pair]:
    """What to try in a slot: every id there is in one that takes ids, else what its name says."""
    if str(slot) in PLACES:
        yield PLACES[str(slot)]
    elif slot.kind == "ID":
        yield from (Pair(id_, unknown_id(id_)) for id_ in has.nodes.values())
    elif slot.kind == "UUID":
        yield from (Pair(id_, UNKNOWN_UUID) for id_ in has.uuids.values())
    elif slot.name == "entityId":
        yield from (Pair(key_of(id_), key_of(unknown_id(id_))) for id_ in has.nodes.values())
    elif slot.path[-1] in DEMAND.theirs:
        yield DEMAND
    else:  # beside an item of a list stands nothing
        yield from (pair for pair in NAMED[slot.name] if not slot.is_item or not isinstance(pair.theirs, dict))


def key_of(id_: str) -> str:
    """The key in a global id."""
    named = parse_global_id(id_)
    assert named is not None
    return str(named[1])


def unknown_id(theirs: str) -> str:
    """An id of the same type and length whose key nobody has."""
    named = parse_global_id(theirs)
    assert named is not None
    digits = len(str(named[1]))
    return str(global_id(named[0], "0" if digits == 1 else "9" * digits))


async def crossed(client: Api, slot: Slot, value: Any, own: Mapping[str, str]) -> httpx.Response:
    """The answer to an example in which a slot holds a value; `own` are the caller's ids by type."""
    given = _needed(slot) if slot.operation is OperationType.QUERY else example_arguments(slot.operation, slot.field)
    if slot.path[0] == "filter":
        given = {**given, "filter": {}}  # its other fields would narrow the answer until nothing of anybody's is in it
    given = filled(given, slot.path, value)
    _leave_out(given, slot.path)
    if "file" in given:
        return await _with_file(client, slot, given)
    within = (slot.within, own.get(slot.within) or _root_of(slot.within)) if slot.within else None
    asked = document(slot.operation, slot.field, given, within=within)
    return await client.http.post("/graphql", json=asked, headers=client.headers)


def _leave_out(given: dict[str, Any], path: tuple[str | int, ...]) -> None:
    """Leave out what would be refused beside the name in a slot, before either is looked up."""
    beside: Any = given
    for step in path[:-1]:
        beside = beside[step]
    if isinstance(beside, dict):
        beside.pop(ONE_OF.get(path[-1], ""), None)


def _root_of(type_name: str) -> str:
    """The root field that an object is found by which has no id."""
    (root,) = [
        name
        for name, field in ROOTS[OperationType.QUERY].items()
        if get_named_type(field.type).name == type_name and not any(map(is_required_argument, field.args.values()))
    ]
    return root


def _needed(slot: Slot) -> dict[str, Any]:
    """What a question must say; more would narrow the answer until nothing of anybody's is in it."""
    if slot.within:
        return {}
    fields = ROOTS[slot.operation][slot.field].args
    given = example_arguments(slot.operation, slot.field)
    return {name: value for name, value in given.items() if has_value(fields[name])}


def has_value(argument: GraphQLArgument) -> bool:
    """Whether an argument has a value in every question: that of its default, if no other."""
    return is_required_argument(argument) or argument.default_value not in (Undefined, None)


async def _with_file(client: Api, slot: Slot, given: dict[str, Any]) -> httpx.Response:
    del given["file"]
    labels = ",".join(f"{month}-47" for month in ("Apr", "May", "Jun", "Jul", "Aug", "Sep"))
    head = f"Main LOB,State,Case Type,Case ID,Target CPH,{labels}"
    content = f"{head}\nAmisys Medicaid DOMESTIC,FL,Appeals,C,9,1,2,3,4,5,6\n"
    response: httpx.Response = await uploaded(client, slot.field, "preview { id }", given, content)
    return response


def seen(response: httpx.Response, pair: Pair) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of an answer, to the byte, but for the name that was asked for.

    Answers of two copies of one database are compared: what an earlier request left under the one name in the one
    copy, it left under the other name in the other, so every name that is tried reads the same here.
    """
    headers = {name: _unnamed(one, pair) for name, one in response.headers.items() if name not in OWN_HEADERS}
    return response.status_code, headers, _unnamed(response.text, pair)


def _unnamed(text: str, pair: Pair) -> str:
    text = OWN.sub("…", text)
    for name in sorted({*_ALL, *_texts(pair)}, key=len, reverse=True):
        text = text.replace(name, "…")
    return text


def _texts(pair: Pair) -> Iterator[str]:
    for value in pair:
        yield from (str(one) for one in (value.values() if isinstance(value, dict) else [value]))


_ALL = {text for tried in NAMED.values() for pair in tried for text in _texts(pair)} | {"-41", "-47"}


def was_carried_out(response: httpx.Response, slot: Slot) -> bool:
    """Whether a mutation was applied, so that the database is another now."""
    if slot.operation is not OperationType.MUTATION:
        return False
    payload = (json.loads(response.text).get("data") or {}).get(slot.field) or {}
    if payload.get("applied") == 0:  # each item stands for itself
        return False
    return not payload.get("problems", ["refused"])
