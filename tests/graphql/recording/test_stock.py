"""What daily production does to stock: output comes in, components go out, corrections reverse and rewrite as one."""

from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago
from tests.support.shopfloor import Worker

BACKFLUSH = {"producesStock": True, "consumption": "BACKFLUSH"}


def moved(answer: dict[str, list[dict[str, dict[str, str] | str]]]) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["product"]["sku"], one["onHandChange"]) for one in answer["movements"]]  # type: ignore[index]


async def test_the_last_stage_brings_output_into_stock_on_the_day(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    answer = await floor.makes(order, 3, 100, scrapQuantity="4")
    assert moved(answer) == [("RECEIPT", "BEAR", "100")]
    assert answer["movements"][0]["occurredOn"] == ago(3)
    assert await floor.stock("BEAR") == ("100", "0")
    other = await floor.order()
    assert (await floor.makes(other, 3, 100))["movements"] == []


async def test_backflush_takes_good_and_scrap_by_the_bill(floor: Floor) -> None:
    await floor.receives("FABRIC", "50")
    order = await floor.order(**BACKFLUSH)
    answer = await floor.makes(order, 3, 100, scrapQuantity="5")
    assert moved(answer) == [("RECEIPT", "BEAR", "100"), ("CONSUMPTION", "FABRIC", "-38.22")]
    assert await floor.stock("FABRIC") == ("11.78", "0")


async def test_a_line_without_a_stage_belongs_to_what_produces_stock(floor: Floor) -> None:
    await floor.receives("FABRIC", "50")
    early = await floor.order(consumption="BACKFLUSH")
    assert (await floor.makes(early, 3, 100))["movements"] == []


async def test_a_short_component_refuses_the_entry_with_its_figures(floor: Floor) -> None:
    await floor.receives("FABRIC", "30")
    order = await floor.order(**BACKFLUSH)
    problem = await floor.problem(order, 3, 100)
    assert problem["code"] == "INSUFFICIENT_STOCK"
    figures = [problem[name] for name in ("sku", "location", "on", "requested", "available", "allowance")]
    assert figures == ["FABRIC", "MAIN", ago(3), "36.4", "30", "0"]
    assert (await floor.progress(order))["status"] == "NOT_STARTED"
    assert await floor.stock("BEAR") is None


async def test_a_day_before_the_material_came_is_refused_for_that_day(floor: Floor) -> None:
    await floor.receives("FABRIC", "50", days=2)
    order = await floor.order(**BACKFLUSH)
    problem = await floor.problem(order, 3, 100)
    assert (problem["code"], problem["on"]) == ("INSUFFICIENT_STOCK", ago(3))
    await floor.makes(order, 2, 100)


async def test_every_short_component_is_named(floor: Floor) -> None:
    await of_fabric_and_thread(floor.planner)
    await floor.receives("FABRIC", "30")
    order = await floor.order(**BACKFLUSH)
    problems = (await floor.record(order, 3, 100))["problems"]
    assert {(one["sku"], one["requested"], one["available"]) for one in problems} == {
        ("FABRIC", "36.4", "30"), ("THREAD", "200", "0"),
    }  # fmt: skip


async def test_a_correction_takes_back_and_writes_anew_as_one(floor: Floor) -> None:
    await floor.receives("FABRIC", "50")
    order = await floor.order(**BACKFLUSH)
    await floor.makes(order, 3, 100)
    answer = await floor.makes(order, 3, 130, replace=True, reason="a pallet was forgotten")
    assert moved(answer) == [
        ("RECEIPT", "BEAR", "-100"), ("CONSUMPTION", "FABRIC", "36.4"),
        ("RECEIPT", "BEAR", "130"), ("CONSUMPTION", "FABRIC", "-47.32"),
    ]  # fmt: skip
    assert await floor.stock("BEAR") == ("130", "0")
    assert await floor.stock("FABRIC") == ("2.68", "0")
    too_much = await floor.problem(order, 3, 140, replace=True, reason="and another")
    assert (too_much["code"], too_much["requested"], too_much["available"]) == ("INSUFFICIENT_STOCK", "50.96", "50")
    back = await floor.makes(order, 3, 100, replace=True, reason="no, it was not")
    assert len(back["movements"]) == 4
    assert await floor.stock("FABRIC") == ("13.6", "0")


async def test_a_correction_of_notes_alone_moves_nothing(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    await floor.makes(order, 3, 100)
    answer = await floor.makes(order, 3, 100, replace=True, reason="a word", notes="in the morning")
    assert (answer["entry"]["notes"], answer["movements"]) == ("in the morning", [])
    assert len(answer["entry"]["revisions"]) == 1


async def test_output_that_has_left_cannot_be_corrected_away(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    await floor.makes(order, 5, 100)
    asked = "mutation R($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"
    sold = {"sku": "BEAR", "kind": "CONSUMPTION", "quantity": "80", "occurredOn": ago(4)}
    assert (await floor.planner.ask(asked, input=sold))["recordInventoryMovement"]["problems"] == []
    problem = await floor.problem(order, 5, 70, replace=True, reason="counted again")
    assert (problem["code"], problem["sku"]) == ("INSUFFICIENT_STOCK", "BEAR")
    await floor.makes(order, 5, 80, replace=True, reason="counted again")
    assert await floor.stock("BEAR") == ("0", "0")


async def test_what_is_put_aside_for_the_order_is_used_up_and_the_rest_released(floor: Floor) -> None:
    await floor.receives("FABRIC", "50")
    order = await floor.order(**BACKFLUSH, targetQty="100")
    aside = await floor.planner.sends("allocateMaterials", "movements { kind quantity }", workOrderId=order)
    assert aside["movements"] == [{"kind": "ALLOCATION", "quantity": "36.4"}]
    other = await floor.order(**BACKFLUSH)
    refused = await floor.problem(other, 3, 40)
    assert (refused["requested"], refused["available"]) == ("14.56", "13.6")
    answer = await floor.makes(order, 3, 50)
    assert [(one["kind"], one["onHandChange"], one["allocatedChange"]) for one in answer["movements"]] == [
        ("RECEIPT", "50", "0"), ("CONSUMPTION", "-18.2", "-18.2"),
    ]  # fmt: skip
    assert await floor.stock("FABRIC") == ("31.8", "18.2")
    await floor.makes(order, 2, 55)
    assert await floor.stock("FABRIC") == ("11.78", "0")


async def test_a_movement_that_the_floor_wrote_is_corrected_on_the_floor(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    await floor.makes(order, 3, 100)
    listed = "{ inventoryMovements { nodes { id workOrder { number } } } }"
    (movement,) = (await floor.planner.ask(listed))["inventoryMovements"]["nodes"]
    assert movement["workOrder"]["number"] == "SPK-00001"
    problem = await floor.planner.problem_of(
        "reverseInventoryMovement", "movements { id }", id=movement["id"], reason="wrong"
    )
    assert problem["code"] in {"NOT_ALLOWED_IN_STATE", "INCOMPATIBLE"}


async def of_fabric_and_thread(planner: Worker) -> None:
    """Let a bear take two metres of thread as well."""
    lines = [
        {"componentSku": "FABRIC", "quantityPerUnit": "0.35", "scrap": 0.04},
        {"componentSku": "THREAD", "quantityPerUnit": "2"},
    ]
    asked = """mutation B($sku: String!, $lines: [BomLineInput!]!) { setBillOfMaterials(sku: $sku, lines: $lines) {
        problems { message } } }"""
    assert (await planner.ask(asked, sku="BEAR", lines=lines))["setBillOfMaterials"]["problems"] == []


async def test_more_than_can_be_written_is_short_like_any_other(floor: Floor) -> None:
    """A bill may multiply the largest quantities there are; before a count as well."""
    most = "99999999999999"
    lines = [{"componentSku": "FABRIC", "quantityPerUnit": most}]
    asked = """mutation B($lines: [BomLineInput!]!) { setBillOfMaterials(sku: "BEAR", lines: $lines) {
        problems { message } } }"""
    assert (await floor.planner.ask(asked, lines=lines))["setBillOfMaterials"]["problems"] == []
    await floor.receives("FABRIC", "5", 6)
    order = await floor.order(targetQty=most, producesStock=True, consumption="BACKFLUSH")
    for _ in ("without a count", "before one"):
        problem = await floor.problem(order, 5, most)
        assert (problem["code"], problem["sku"], problem["available"]) == ("INSUFFICIENT_STOCK", "FABRIC", "5")
        count = "mutation C($input: CountInput!) { countInventory(input: $input) { problems { message } } }"
        given = {"sku": "FABRIC", "counted": "5", "countedOn": ago(1)}
        assert (await floor.planner.ask(count, input=given))["countInventory"]["problems"] == []
