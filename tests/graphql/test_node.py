"""Any object by its id; null for whatever is no id, never an error."""

import base64

import pytest

from tests.conftest import Client

IDS = """{ capacityTiers { id } reports { id records { id demand { id } } }
    monthConfigurations(year: 2025) { id } weekConfigurations(year: 2025) { id }
    resources(first: 2) { nodes { id } } assignments(first: 2) { nodes { id } } }"""
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


KEYS = ["", "x", "-1", "1.0", " 1", "01", "١", "0", "999999999", str(2**63), "9" * 18, "1:2", "1\n"]
TYPES = ["resource", "Nothing", "Query", "Viewer", ""]
NONSENSE = [
    *("", " ", "!", "nonsense", "é", "\x00", "a" * 20_000, encoded("Resource"), encoded("Resource:1") + "="),
    *(encoded(f"Resource:{key}") for key in KEYS),
    *(encoded(f"{name}:1") for name in TYPES),
]


@pytest.mark.quick
async def test_every_type_comes_back_by_its_id(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    answer = await client.ask(IDS)
    record = answer["reports"][1]["records"][3]
    expected = {
        "CapacityTier": answer["capacityTiers"][2]["id"],
        "Report": answer["reports"][0]["id"],
        "ForecastRecord": record["id"],
        "Demand": record["demand"]["id"],
        "MonthConfiguration": answer["monthConfigurations"][5]["id"],
        "WeekConfiguration": answer["weekConfigurations"][5]["id"],
        "Resource": answer["resources"]["nodes"][1]["id"],
        "Assignment": answer["assignments"]["nodes"][1]["id"],
    }
    for name, id_ in expected.items():
        assert await client.ask(NODE, id=id_) == {"node": {"__typename": name, "id": id_}}


async def test_a_node_has_all_that_its_type_has(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    wanted = "... on Resource { cn platform states skills assignments { week demand { category } tier { label } } }"
    by_cn = (await client.ask(f'{{ resource(cn: "CN10002") {{ id {wanted} }} }}'))["resource"]
    by_id = (await client.ask(f"query($id: ID!) {{ node(id: $id) {{ id {wanted} }} }}", id=by_cn["id"]))["node"]
    assert by_id == by_cn


async def test_ids_are_unique_over_all_types(sample_client: Client) -> None:
    answer = await sample_client("VIEWER").ask(IDS)
    records = [record for report in answer["reports"] for record in report["records"]]
    rows = [*answer["capacityTiers"], *answer["reports"], *records, *answer["monthConfigurations"]]
    rows += [*answer["weekConfigurations"], *answer["resources"]["nodes"], *answer["assignments"]["nodes"]]
    demands = {record["demand"]["id"] for record in records}
    assert len({row["id"] for row in rows} | demands) == len(rows) + len(demands)
    assert len(demands) == 506


@pytest.mark.parametrize("id_", NONSENSE, ids=lambda text: repr(text)[:24])
async def test_nonsense_is_nothing(sample_client: Client, id_: str) -> None:
    assert await sample_client("VIEWER").ask(NODE, id=id_) == {"node": None}


async def test_an_id_may_be_a_number_which_names_nothing(sample_client: Client) -> None:
    assert await sample_client("VIEWER").ask("{ node(id: 12345678901234567890) { id } }") == {"node": None}


async def test_the_id_of_what_is_no_node_is_refused_in_words(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    report = (await client.ask('{ report(value: "2025-04") { tree { total { id } } targetCph { id } } }'))["report"]
    ids = {"RollupNode": report["tree"]["total"]["id"], "TargetCphRow": report["targetCph"][0]["id"]}
    for name, id_ in [*ids.items(), ("preview", "cc23b8ef-38c5-4cf9-8e51-e3ff85037beb")]:
        (error,) = await client.errors(NODE, id=id_)
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert f"id is that of a {name}, " in error["message"]
        assert "accepted: ids of types that implement Node" in error["message"]
