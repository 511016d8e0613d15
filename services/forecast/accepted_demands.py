"""What is accepted in the place of a demand that is not there."""

from collections.abc import Iterable

from db.forecast.rows import DemandNameRow
from services.shared.text import key, natural_order, some


def accepted_demands(main_lob: str, demands: Iterable[DemandNameRow]) -> str:
    """The demands of the main LOB that was named, or where there are none the main LOBs there are."""
    of_lob: dict[str, list[DemandNameRow]] = {}
    for demand in demands:
        of_lob.setdefault(key(demand.main_lob), []).append(demand)
    if found := of_lob.get(key(main_lob)):
        return some(_sorted(f"{one.main_lob} / {one.state} / {one.case_type}" for one in found))
    return f"main LOB {some(_sorted(ones[0].main_lob for ones in of_lob.values())) or 'none: there is no demand'}"


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(names, key=natural_order)
