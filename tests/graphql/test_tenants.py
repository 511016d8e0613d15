"""Another tenant sees nothing of the sample data by any path: its objects answer byte for byte like unknown ones."""

import re
from typing import Any

import httpx
import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type, is_required_argument

from schema.shared.node import global_id
from server.graphql import schema
from tests.conftest import Client
from tests.support.api import Api

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
BUILT = build_schema(schema.as_str())
ROOTS = BUILT.query_type.fields  # type: ignore[union-attr]

# By argument: a value that names something of the sample data, and one of the same form that names nothing anywhere.
NAMED = {
    "value": ("2025-04", "2031-04"),
    "cn": ("CN10002", "CN99992"),
    "year": (2025, 2031),
    "month": (6, 6),
    "report": ("2025-04", "2031-04"),
    "against": ("2025-03", "2031-03"),
    "platform": (["Amisys"], ["Amasys"]),
    "mainLob": (["Amisys Medicaid DOMESTIC"], ["Amasys Medicaid DOMESTIC"]),
    "state": (["FL"], ["ZZ"]),
    "caseType": (["Appeals"], ["Appelas"]),
    "skill": (["Appeals"], ["Appelas"]),
    "resourceCn": (["CN10002"], ["CN99992"]),
    "search": ("CN10002", "CN99992"),
}
UNKNOWN_KEY = 999_999_999


def leaves(type_: Any, depth: int = 3) -> str:
    """A selection of everything a type has that needs no argument, so many levels deep."""
    named = get_named_type(type_)
    if not hasattr(named, "fields"):
        return ""
    parts = []
    for name, field in named.fields.items():
        needs = any(is_required_argument(given) for given in field.args.values())
        is_leaf = not hasattr(get_named_type(field.type), "fields")
        if not needs and (is_leaf or depth > 0):
            parts.append(f"{name} {leaves(field.type, depth - 1)}")
    return "{ " + " ".join(parts or ["__typename"]) + " }"


async def ids_of(client: Api) -> dict[str, str]:
    """One id of every type."""
    answer = await client.ask(
        """{ capacityTiers { id } reports { id records { id demand { id } } }
        monthConfigurations(year: 2025) { id } weekConfigurations(year: 2025) { id }
        resources(first: 1) { nodes { id } } assignments(first: 1) { nodes { id } } }"""
    )
    record = answer["reports"][0]["records"][0]
    return {
        "CapacityTier": answer["capacityTiers"][0]["id"],
        "Report": answer["reports"][0]["id"],
        "ForecastRecord": record["id"],
        "Demand": record["demand"]["id"],
        "MonthConfiguration": answer["monthConfigurations"][0]["id"],
        "WeekConfiguration": answer["weekConfigurations"][0]["id"],
        "Resource": answer["resources"]["nodes"][0]["id"],
        "Assignment": answer["assignments"]["nodes"][0]["id"],
    }


def without_ids(response: httpx.Response) -> bytes:
    """The answer but for the request id of an error."""
    return re.sub(rb'"requestId":"[^"]*"', b"", response.content)


def test_the_types_with_an_id_are_all_tried() -> None:
    nodes = {type_.name for type_ in BUILT.get_possible_types(BUILT.type_map["Node"])}  # type: ignore[arg-type]
    nodes.remove("HistoryLogEntry")  # the sample data has none: tried in editing/test_history.py
    assert nodes == {
        "CapacityTier", "Report", "ForecastRecord", "Demand", "MonthConfiguration", "WeekConfiguration", "Resource",
        "Assignment",
    }  # fmt: skip


@pytest.mark.parametrize("root", ["node", "assignment"])
async def test_every_id_of_another_tenant_is_an_unknown_one(sample_client: Client, root: str) -> None:
    asked = f"query($id: ID!) {{ {root}(id: $id) {{ __typename id }} }}"
    for name, id_ in (await ids_of(sample_client("ADMIN"))).items():
        theirs = await sample_client("ADMIN", tenant="other").post(asked, {"id": id_})
        unknown = await sample_client("ADMIN", tenant="other").post(asked, {"id": global_id(name, UNKNOWN_KEY)})
        assert theirs.json() == {"data": {root: None}}, name
        assert (theirs.status_code, theirs.content) == (unknown.status_code, unknown.content), name
        own = await sample_client("ADMIN").post(asked, {"id": id_})
        if root == "node":
            assert own.json()["data"]["node"] == {"__typename": name, "id": id_}


@pytest.mark.parametrize("root", sorted(set(ROOTS) - {"node", "assignment", "viewer"}))
async def test_every_root_field_answers_names_of_another_tenant_like_unknown_ones(
    sample_client: Client, root: str
) -> None:
    other = sample_client("ADMIN", tenant="other")
    selection = leaves(ROOTS[root].type)
    for given in arguments_of(root):
        theirs, unknown = [
            await other.post(*query_of(root, selection, {name: pair[place] for name, pair in given.items()}))
            for place in (0, 1)
        ]
        assert (theirs.status_code, without_ids(theirs)) == (unknown.status_code, without_ids(unknown)), given
        assert "CN1" not in theirs.text
        assert "Amisys" not in theirs.text


def arguments_of(root: str) -> list[dict[str, tuple[Any, Any]]]:
    """Ways of asking a root field: with each argument and each field of its filter, one at a time."""
    needed = {name: NAMED[name] for name, given in ROOTS[root].args.items() if is_required_argument(given)}
    ways: list[dict[str, tuple[Any, Any]]] = [needed]
    filtered = ROOTS[root].args.get("filter")
    if filtered is not None:
        named = get_named_type(filtered.type)
        assert isinstance(named, GraphQLInputObjectType)
        ways += [
            needed | {"filter": ({name: NAMED[name][0]}, {name: NAMED[name][1]})}
            for name in named.fields
            if name in NAMED
        ]
    return ways


def query_of(root: str, selection: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    declared = ", ".join(f"${name}: {ROOTS[root].args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    head = f"query({declared}) {{ {root}({passed})" if given else f"query {{ {root}"
    return f"{head} {selection} }}", given


async def test_lists_of_another_tenant_are_empty(sample_client: Client) -> None:
    answer = await sample_client("ADMIN", tenant="other").ask(
        """{ reports { id } report(value: "2025-04") { id } resource(cn: "CN10002") { id }
            resources { totalCount nodes { id } } assignments { totalCount nodes { id } }
            monthConfigurations(year: 2025) { id } weekConfigurations(year: 2025) { id } }"""
    )
    nothing: dict[str, Any] = {"totalCount": 0, "nodes": []}
    assert answer == {
        "reports": [],
        "report": None,
        "resource": None,
        "resources": nothing,
        "assignments": nothing,
        "monthConfigurations": [],
        "weekConfigurations": [],
    }


async def test_tiers_are_the_tenants_own(sample_client: Client) -> None:
    ours, theirs = [
        (await sample_client("ADMIN", tenant=tenant).ask("{ capacityTiers { id name } }"))["capacityTiers"]
        for tenant in ("demo", "other")
    ]
    assert [tier["name"] for tier in ours] == [tier["name"] for tier in theirs]
    assert not {tier["id"] for tier in ours} & {tier["id"] for tier in theirs}


async def test_cursors_of_another_tenant_lead_nowhere(sample_client: Client) -> None:
    for root in ("resources", "assignments"):
        asked = (
            f"query($after: String) {{ {root}(first: 5, after: $after) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"
        )
        cursor = (await sample_client("ADMIN").ask(asked))[root]["pageInfo"]["endCursor"]
        assert (await sample_client("ADMIN", tenant="other").ask(asked, after=cursor))[root]["nodes"] == []


@pytest.mark.parametrize("tenant", ["other", "a tenant nobody has made"])
async def test_rest_answers_another_tenant_like_one_without_data(sample_client: Client, tenant: str) -> None:
    client = sample_client("ADMIN", tenant=tenant)
    for arguments in ({}, {"report": "2025-04"}, {"report": "2025-04", "platform": "Amisys"}, {"state": "FL"}):
        unknown = {name: {"report": "2031-04"}.get(name, "nothing") for name in arguments}
        theirs, nothing = await client.get(SUMMARY, **arguments), await client.get(SUMMARY, **unknown)
        assert theirs.status_code == nothing.status_code == 400
        assert theirs.text.replace("'2025-04'", "…") == nothing.text.replace("'2031-04'", "…")
