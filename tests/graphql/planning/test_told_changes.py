"""Whoever listens to a report is told of each commit after which its tree says something else, and of no other."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from graphql import OperationType
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from resolvers.shopfloor.room import ROOM as SHOP_FLOOR
from resolvers.supply.room import ROOM as SUPPLY
from services.workforce.reports.capacity_version import parse_capacity_version
from tests.graphql.planning.conftest import APPEALS, CLAIMS, FORECAST, LOB, MONTHS, ROSTER, Planner
from tests.support import clocks
from tests.support.neighbour import uploaded
from tests.support.returned import returned_records, returned_weeks
from tests.support.slots import ROOTS, SCHEMA, everything

FIGURES = f"month {{ label }} isStale metrics {everything(SCHEMA.type_map['CapacityMetrics'])}"
TIERS = f"tierBreakdown {everything(SCHEMA.type_map['TierBreakdown'])}"
LOOK = f"""query Look {{ reports {{ value months {{ label }} staleMonths {{ label }}
    tree(by: [MAIN_LOB, STATE, CASE_TYPE]) {{ version total {{ months {{ {FIGURES} {TIERS} }} }}
    categories {{ name children {{ name children {{ name months {{ {FIGURES} }} }} }} }} }} }} }}"""
WEEK = {"year": 2025, "week": 27, "workType": "DOMESTIC", "workHours": 9, "occupancy": 0.95, "shrinkage": 0.1}
MONTH = {"year": 2025, "month": 7, "workType": "DOMESTIC", "workingDays": 21, "workHours": 9, "shrinkage": 0.1}
REPORT = {"month": "April", "year": 2025}
DEMAND = {**CLAIMS, "caseId": "C1"}
HIRES = {
    "count": 2, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
    "displayNamePrefix": "Hire",
}  # fmt: skip
# Keys are nobody's capacity, and those who may plan may not make them; no product's plan is in a tree.
OF_OTHERS = {"createApiKey", "revokeApiKey"} | {
    to_camel_case(field.python_name)
    for chapter in (*SUPPLY.mutations, *SHOP_FLOOR.mutations)
    for field in get_object_definition(chapter.fields, strict=True).fields
}
Figures = dict[tuple[str, str], str]


async def look(world: Planner) -> tuple[Figures, Figures]:
    """Of each report and month, all that its tree shows, and the version of its capacity."""
    figures: Figures = {}
    versions: Figures = {}
    for report in (await world.ask(LOOK))["reports"]:
        tree, stale = report["tree"], [month["label"] for month in report["staleMonths"]]
        stamps = parse_capacity_version(tree["version"]).months
        leaves = [leaf for one in tree["categories"] for state in one["children"] for leaf in state["children"]]
        for place, month in enumerate(report["months"]):
            key = report["value"], month["label"]
            shown = [
                month["label"] in stale,
                tree["total"]["months"][place],
                *(leaf["months"][place] for leaf in leaves),
            ]
            figures[key], versions[key] = repr(shown), stamps[place]
    return figures, versions


async def steps(world: Planner) -> AsyncIterator[str]:
    """Every mutation that plans: one that changes figures where it can, and one that changes none; by their names."""

    async def do(mutation: str, selection: str = "__typename", **given: Any) -> Any:
        return await world.done(mutation, selection, **given)

    async def commit(mutation: str, by: str = "commitPreview", **given: Any) -> str:
        id = (await do(mutation, "preview { id }", **given))["preview"]["id"]
        done = await do(
            by, "historyLogId" if by != "executeAllocation" else "executionId", previewId=id, userNotes="Why."
        )
        return str(next(iter(done.values())))

    async def send(mutation: str, content: str, **given: Any) -> None:
        answer = (await uploaded(world, mutation, "preview { id rejected { reason } }", given, content)).json()
        preview = answer["data"][mutation]["preview"]
        assert preview["rejected"] == []
        await do("commitImport", previewId=preview["id"], userNotes="Why.")

    # With people planned every change of hours is seen: drift is explained by them.
    months = [{"label": "Jul-25", "fteAvail": 3}]
    entry = await commit("previewForecastReallocation", **REPORT, edits=[{**DEMAND, "months": months}])
    yield "previewForecastReallocation"
    for days in (21, 15, 15, 21):
        await do("setMonthConfiguration", input={**MONTH, "occupancy": 0.95, "workingDays": days})
        yield "setMonthConfiguration"
    for occupancy in (0.9, 0.9, 0.95):
        await do("setMonthConfiguration", input={**MONTH, "occupancy": occupancy})
        yield "setMonthConfiguration"
    await do("setMonthConfiguration", input={**MONTH, "year": 2027, "occupancy": 0.5})
    yield "setMonthConfiguration"
    for days in (4, 4, 5):
        await do("setWeekConfiguration", input={**WEEK, "workingDays": days})
        yield "setWeekConfiguration"
    await do("setWeekConfiguration", input={**WEEK, "workingDays": 5, "occupancy": 0.5})
    yield "setWeekConfiguration"
    for overwrite in (False, True):
        generate = {"year": 2025, "workType": "DOMESTIC", "overwrite": overwrite}
        await do("generateWeekConfigurations", input=generate)
        yield "generateWeekConfigurations"

    person = {"cn": "CN500", "firstName": "A", "lastName": "B", "platform": "Amisys", "location": "DOMESTIC"}
    await do("createResource", input={**person, "states": ["FL"], "skills": ["Claims"]})
    yield "createResource"
    await do("updateResource", cn="CN500", patch={"displayName": "Somebody Else"})
    yield "updateResource"
    row = world.week("CN500", CLAIMS, 27)
    made = await do("createAssignment", "assignment { id }", input=row)
    yield "createAssignment"
    await do("updateResource", cn="CN500", patch={"lastDay": "2025-07-02"})
    yield "updateResource"
    await do("updateResource", cn="CN500", patch={"firstName": "Other"})
    yield "updateResource"
    for percentage in (0.5, 0.75):
        await do("updateAssignment", id=made["assignment"]["id"], productionPercentage=percentage)
        yield "updateAssignment"
    await do("deallocateAssignment", id=made["assignment"]["id"])
    yield "deallocateAssignment"
    await do("deactivateResource", cn="CN500")
    yield "deactivateResource"
    await do("bulkAssign", items=[world.weeks("CN1", CLAIMS, 23, 30), world.weeks("CN2", APPEALS, 23, 24)])
    yield "bulkAssign"
    await do("deactivateResource", cn="CN2")
    yield "deactivateResource"

    await do("createPlaceholders", input=HIRES)
    yield "createPlaceholders"
    await do("removePlaceholder", cn="TBH-002")
    yield "removePlaceholder"
    span = {"from": {"year": 2025, "week": 32}, "to": {"year": 2025, "week": 34}}
    await do("bulkAssignPlaceholders", input={"demand": CLAIMS, "weeks": span, "count": 2, "tierId": world.tiers[50]})
    yield "bulkAssignPlaceholders"
    hire = {"actualCn": "CN600", "firstName": "New", "lastName": "Hire"}
    await do("convertPlaceholder", placeholderCn="TBH-001", input=hire)
    yield "convertPlaceholder"
    targets = [{"tierId": world.tiers[75], "targetCount": 2}]
    target = {"year": 2025, "week": 36, "demand": CLAIMS, "targets": targets}
    for dry in (True, False, False):
        await do("setWeekTargets", input=target, dryRun=dry)
        yield "setWeekTargets"
    climb = {"demand": CLAIMS, "start": {"year": 2025, "week": 37}, "until": {"year": 2025, "week": 40}}
    await do("planRamp", input={**climb, "newPlaceholders": 1, "steps": [{"tierId": world.tiers[25], "weeks": 2}]})
    yield "planRamp"
    await do("deallocateAssignments", filter={"weeks": span, "mainLob": [LOB]})
    yield "deallocateAssignments"

    made = await do("createCapacityTier", "tier { id }", input={"name": "Between", "percentage": 0.6})
    yield "createCapacityTier"
    for patch in ({"description": "Words."}, {"name": "Betwixt"}, {"displayOrder": 0}, {"percentage": 0.65}):
        await do("updateCapacityTier", id=made["tier"]["id"], patch=patch)
        yield "updateCapacityTier"
    await do("updateCapacityTier", id=world.tiers[100], patch={"name": "Full"})
    yield "updateCapacityTier"
    await do("deactivateCapacityTier", id=made["tier"]["id"])
    yield "deactivateCapacityTier"

    await commit("previewManualUpdate", **REPORT, edits=[{**DEMAND, "months": [{"label": "Aug-25", "forecast": 9}]}])
    yield "previewManualUpdate"
    await commit("previewRevert", historyLogId=entry)
    yield "previewRevert"
    rows = [{"id": "cph_1", "lob": LOB, "caseType": "Claims", "targetCph": 12.5, "modifiedTargetCph": 13}]
    await commit("previewCphUpdate", **REPORT, rows=rows)
    yield "previewCphUpdate"
    await do("setMonthConfiguration", input={**MONTH, "occupancy": 0.95, "workingDays": 10})
    yield "setMonthConfiguration"
    await commit("previewRecalculation", **REPORT)
    yield "previewRecalculation"
    edit = [{**DEMAND, "months": [{"label": "Oct-25", "forecast": 77}]}]
    record = "preview { months { key label } modifiedRecords { mainLob state caseType caseId targetCph targetCphChange"
    record += " modifiedFields months { label forecast fteReq fteAvail capacity forecastChange fteReqChange"
    record += " fteAvailChange capacityChange } } }"
    previewed = (await do("previewManualUpdate", record, **REPORT, edits=edit))["preview"]
    yield "previewManualUpdate"
    await do("commitRecords", changeType="MANUAL_UPDATE", **REPORT, **previewed, userNotes="Why.")
    yield "commitRecords"
    for mutation in ("previewAllocation", "previewRebalance"):
        await commit(mutation, "executeAllocation", report="2025-04")
        yield mutation
    yield "executeAllocation"

    today = clocks.today() + timedelta(days=400)
    roster = f"CN601,Zoe,Zed,Amisys,Domestic,FL,Claims,{today}\nCN1,Ada,Person 1,Amisys,Domestic,FL|TX,Claims,{today}\n"
    await send("previewRosterImport", f"{','.join(ROSTER)},Hire Date\n{roster}")
    yield "previewRosterImport"
    lines = f"{LOB},FL,Claims,C9,13,1,2,3,4,5,6\n{LOB},TX,Claims,C5,13,1,2,3,4,5,6\n"
    await send("previewForecastImport", f"{','.join([*FORECAST, *MONTHS])}\n{lines}", month="April", year=2025)
    yield "previewForecastImport"
    await send("previewRecordsImport", await returned_records(world, report="2025-04"))
    yield "previewRecordsImport"
    await send("previewWeekAssignmentsImport", await returned_weeks(world, report="2025-04"))
    yield "previewWeekAssignmentsImport"
    later = ",".join([*FORECAST, *MONTHS[1:], "Dec-25"])
    await send("previewForecastImport", f"{later}\n{lines}", month="May", year=2025)
    yield "commitImport"
    edits = [{**DEMAND, "caseId": "C9", "months": [{"label": "Jul-25", "fteAvail": 3}]}]
    await commit("previewManualUpdate", month="May", year=2025, edits=edits)
    yield "commitPreview"
    # Now months of the older report are frozen: their trees show tiers and hours of now all the same.
    await do("updateCapacityTier", id=world.tiers[50], patch={"name": "Half"})
    yield "updateCapacityTier"
    await do("setMonthConfiguration", input={**MONTH, "occupancy": 0.9})
    yield "setMonthConfiguration"
    await do("setWeekConfiguration", input={**WEEK, "workingDays": 3})
    yield "setWeekConfiguration"
    # January has no hours of its own: they are its weeks', with their occupancy.
    january = {**WEEK, "year": 2026, "week": 2, "workingDays": 5}
    await do("setWeekConfiguration", input=january)
    yield "setWeekConfiguration"
    latest = ",".join([*FORECAST, *MONTHS[2:], "Dec-25", "Jan-26"])
    await send("previewForecastImport", f"{latest}\n{LOB},FL,Claims,C9,13,1,2,3,4,5,6\n", month="June", year=2025)
    yield "commitImport"
    people = [{"label": "Jan-26", "fteAvail": 4}]
    edits = [{**DEMAND, "caseId": "C9", "months": people}]
    await commit("previewManualUpdate", month="June", year=2025, edits=edits)
    yield "commitPreview"
    for occupancy in (0.5, 0.5):
        await do("setWeekConfiguration", input={**january, "occupancy": occupancy})
        yield "setWeekConfiguration"
    # A case id is in no figure.
    await send("previewForecastImport", f"{later}\n{lines.replace('C5', 'C10')}", month="May", year=2025)
    yield "commitImport"


async def test_what_a_tree_shows_and_what_is_told_change_together(world: Planner) -> None:
    done: dict[str, int] = {}
    figures, versions = await look(world)
    wrong = []
    async for mutation in steps(world):
        done[mutation] = done.get(mutation, 0) + 1
        seen, stamps = await look(world)
        for key in figures:  # a report that has just come is nobody's yet
            told, shown = stamps[key] != versions[key], seen[key] != figures[key]
            if told != shown:
                wrong.append(f"{mutation} {done[mutation]}: {key} {'is told' if told else 'is not told'}")
        figures, versions = seen, stamps
    assert wrong == []
    assert set(ROOTS[OperationType.MUTATION]) - OF_OTHERS - set(done) <= {"previewBenchAllocation"}
