"""A client that others wrote reads the service by its description alone: python-odata, which knows nothing of ours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from odata import ODataError, ODataService

from server.commands.postgres import Addresses
from server.odata.sets import entity_sets
from tests.support.live import LiveServer, serving


@pytest.fixture(scope="module")
def server(floor_sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server over something in every set."""
    with serving(floor_sample.service, tmp_path_factory.mktemp("odata")) as running:
        yield running


@pytest.fixture(scope="module")
def service(server: LiveServer) -> Any:
    """The service as the client sees it: signed in as Excel does, on pages of a hundred."""
    return ODataService(
        f"{server.url}/odata/",
        reflect_entities=True,
        quiet_progress=True,
        auth=("any", server.token("REPORTING")),
        extra_headers={"Prefer": "odata.maxpagesize=100"},
    )


def test_it_finds_every_set_with_its_types(service: Any) -> None:
    assert set(service.entities) == set(entity_sets())
    movement = service.query(service.entities["InventoryMovements"]).first()
    assert isinstance(movement.quantity, Decimal)
    assert isinstance(movement.created_at, datetime)
    assert isinstance(movement.is_active, bool)
    assert isinstance(service.query(service.entities["WeeklyDetail"]).first().week, int)


def test_it_reads_all_pages(service: Any) -> None:
    summaries = service.query(service.entities["MonthlySummary"]).all()
    keys = {(one.report, one.main_lob, one.case_type, one.state, one.month_start) for one in summaries}
    assert len(keys) == len(summaries) == service.query(service.entities["MonthlySummary"]).count() > 1_000


def test_its_filters_orders_and_choices_are_understood(service: Any) -> None:
    kind = service.entities["InventoryMovements"]
    query = service.query(kind).filter(kind.quantity > 10).filter(kind.kind == "RECEIPT")
    found = query.filter(kind.created_at > datetime(2020, 1, 1, tzinfo=UTC)).order_by(kind.quantity.desc()).all()
    assert len(found) > 5
    assert all(one.kind == "RECEIPT" and one.quantity > 10 for one in found)
    assert [one.quantity for one in found] == sorted((one.quantity for one in found), reverse=True)
    either = service.query(kind).filter(kind.sku.contains("BEAR") | kind.sku.startswith("JAM")).limit(3).all()
    assert len(either) == 3
    assert all("BEAR" in one.sku or one.sku.startswith("JAM") for one in either)


def test_it_finds_one_by_its_key(service: Any) -> None:
    kind = service.entities["WorkOrders"]
    first = service.query(kind).first()
    assert service.query(kind).get(first.number).target_qty == first.target_qty


def test_it_reads_our_refusals(service: Any) -> None:
    with pytest.raises(ODataError) as refused:
        service.query(service.entities["WorkOrders"]).filter("target_qty gt 'x'").all()
    assert refused.value.status_code == "HTTP 400"
    assert "character 16" in refused.value.message
