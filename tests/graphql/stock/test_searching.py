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
