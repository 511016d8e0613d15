"""Texts that are looked for are found however a keyboard composes, spaces and capitalises them."""

from unicodedata import normalize

import pytest

from tests.graphql.stock.conftest import Keeper
from tests.support.clocks import today

SKU, NAME, REFERENCE = "BÄR-Ó", "Müßiger Bär  grün", "Ré 7"
ASKED = """query S($search: String, $reference: String) {
    products(filter: { search: $search }) { totalCount } inventoryLevels(filter: { search: $search }) { totalCount }
    productionPlans(filter: { search: $search }) { totalCount }
    inventoryMovements(filter: { reference: $reference }) { totalCount } }"""


async def found(keeper: Keeper, search: str | None, reference: str | None) -> list[int]:
    answer = await keeper.ask(ASKED, search=search, reference=reference)
    return [
        answer[name]["totalCount"] for name in ("products", "inventoryLevels", "productionPlans", "inventoryMovements")
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_part_is_found_in_any_form(keeper: Keeper, form: str) -> None:
    given = {"sku": SKU, "name": NAME, "unit": "pcs", "kind": "FINISHED_GOOD"}
    await keeper.chosen("createProduct", "problems { code }", {"input": given})
    await keeper.moves("RECEIPT", 1, sku=SKU, reference=REFERENCE)
    await keeper.moves("RECEIPT", 1)
    plan = {"name": NAME, "sku": SKU, "quantity": "1", "plannedStart": str(today()), "plannedEnd": str(today())}
    await keeper.chosen("createProductionPlan", "problems { code }", {"input": plan})
    for text in ("bär", "BÄR", "  bär   GRÜN ", "müßiger"):
        searched = normalize(form, text)
        assert await found(keeper, searched, normalize(form, f" {REFERENCE} ")) == [1, 1, 1, 1], text
    assert await found(keeper, normalize(form, "ó"), "ré 7") == [1, 1, 0, 0]  # a reference is what was given, no part
    assert await found(keeper, " ", "") == [4, 2, 1, 2]


@pytest.mark.parametrize("typed", ["\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u062e\u0648"])
async def test_a_key_is_found_with_and_without_the_joiners_that_people_type(keeper: Keeper, typed: str) -> None:
    """Persian needs them between some letters, and not every keyboard has one."""
    given = {"sku": f"{typed}-1", "name": "Soap", "unit": "pcs", "kind": "FINISHED_GOOD"}
    await keeper.chosen("createProduct", "problems { code }", {"input": given})
    person = {"cn": f"{typed}-1", "firstName": "A", "lastName": "B", "platform": "Amisys", "location": "DOMESTIC"}
    person |= {"states": ["FL"], "skills": ["Claims"]}
    await keeper.chosen("createResource", "problems { code }", {"input": person})
    day = str(today())
    order = {"number": f"{typed}-1", "sku": f"{typed}-1", "department": "D", "stage": "S", "targetQty": "1"}
    order |= {"plannedStart": day, "deadline": day}
    await keeper.chosen("createWorkOrder", "problems { code message }", {"input": order})
    asked = """query S($search: String) {
        products(filter: { search: $search }) { totalCount } resources(filter: { search: $search }) { totalCount }
        workOrders(filter: { search: $search }) { totalCount } }"""
    for part in ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u062e\u0648", "\u062e\u0648-1"):
        found = await keeper.ask(asked, search=part)
        assert {name: one["totalCount"] for name, one in found.items()} == {
            "products": 1, "resources": 1, "workOrders": 1
        }, part  # fmt: skip
    found = await keeper.ask(asked, search="\u200d")
    assert {one["totalCount"] for one in found.values()} == {0}, "nothing but a joiner is in no key"
