"""What waits: the oldest request first, 20 a page, and never older than what it tells."""

from typing import Any

from tests.graphql.changes.conftest import Floor
from tests.support.clocks import ahead

LISTED = """query L($first: Int! = 20, $after: String) { pendingWorkOrderChanges(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id } }
    nodes { id status newQty approvals { by } workOrder { number targetQty } } } }"""
ONE = "query O($id: ID!) { workOrderChange(id: $id) { id status approvals { by } isApplied workOrder { targetQty } } }"


async def listed(floor: Floor, **arguments: Any) -> Any:
    return (await floor.boss().ask(LISTED, **arguments))["pendingWorkOrderChanges"]


async def test_what_waits_is_listed_oldest_first_twenty_a_page(floor: Floor) -> None:
    asked = []
    for _ in range(12):
        await floor.new_order()
        asked += [(await floor.asks(floor.target(1100)))["id"], (await floor.asks(floor.deadline(ahead(30))))["id"]]
    first = await listed(floor)
    assert [node["id"] for node in first["nodes"]] == asked[:20]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (24, True)
    second = await listed(floor, after=first["pageInfo"]["endCursor"])
    assert [node["id"] for node in second["nodes"]] == asked[20:]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    third = await listed(floor, first=5, after=first["edges"][6]["cursor"])
    assert [edge["node"]["id"] for edge in third["edges"]] == asked[7:12]
    await floor.done("approve", asked[0])
    await floor.done("withdraw", asked[1])
    after = await listed(floor)
    assert ([node["id"] for node in after["nodes"]], after["totalCount"]) == (asked[2:22], 22)


async def test_wrong_pages_are_refused(floor: Floor) -> None:
    for arguments in ({"first": -1}, {"first": 501}, {"after": "nonsense"}, {"after": "WyJ4IiwxXQ"}):
        (error,) = await floor.boss().errors(LISTED, **arguments)
        assert error["extensions"]["code"] == "BAD_REQUEST", arguments


async def test_a_list_follows_every_step_of_a_change(floor: Floor) -> None:
    async def now() -> Any:
        first = await listed(floor)
        assert await listed(floor) == first
        return first["nodes"]

    assert await now() == []
    change = await floor.asks(floor.target(2000))
    assert [(one["newQty"], one["approvals"]) for one in await now()] == [("2000", [])]
    await floor.done("approve", change["id"])
    assert [one["approvals"] for one in await now()] == [[{"by": "boss"}]]
    await floor.done("approve", change["id"], floor.boss("director"))
    assert await now() == []
    one = (await floor.boss().ask(ONE, id=change["id"]))["workOrderChange"]
    assert (one["status"], one["isApplied"], one["workOrder"]) == ("APPROVED", True, {"targetQty": "2000"})


async def test_one_change_by_id_or_none(floor: Floor) -> None:
    change = await floor.asks(floor.target(1100))
    for id, found in ((change["id"], True), (floor.order, False), ("nonsense", False)):
        assert ((await floor.boss().ask(ONE, id=id))["workOrderChange"] is not None) is found
    node = "query N($id: ID!) { node(id: $id) { id ... on WorkOrderChange { status } } }"
    assert (await floor.boss().ask(node, id=change["id"]))["node"] == {"id": change["id"], "status": "PENDING"}
