"""What is written obeys the formulas with the hours of now, whoever writes: compared with a calculation of its own."""

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.editing.conftest import APRIL, LABELS, LINES, LOB, PREVIEW, Editor, as_owner
from tests.graphql.editing.own_figures import own_figures
from tests.graphql.editing.people_steps import import_next_report, step_of_people
from tests.graphql.editing.test_commits import CONFLICT
from tests.graphql.editing.test_forecast_update import upload
from tests.graphql.editing.test_history import log
from tests.graphql.editing.test_previews import grid
from tests.graphql.planning.conftest import Planner

NUMBERS = {f"{name}-25": number for number, name in enumerate(("Apr", "May", "Jun", "Jul", "Aug", "Sep"), start=4)}
MONTHS_OF = """query Months { monthConfigurations(year: 2025) { month { number } workType workingDays workHours
    occupancy shrinkage } }"""


async def set_hours(office: Planner, month: int, *, days: int, hours: float = 1.0, where: str = "DOMESTIC") -> Any:
    """Other working time of a month of 2025; what the mutation answers."""
    time = {"workingDays": days, "workHours": hours, "occupancy": 1.0, "shrinkage": 0.0}
    asked = "staleReports { report { value staleMonths { label } } months { label } records }"
    answer = await office.done(
        "setMonthConfiguration", asked, input={"year": 2025, "month": month, "workType": where, **time}
    )
    return answer["staleReports"]


async def hours_of(office: Editor) -> dict[tuple[str, str], Decimal]:
    """Hours of each month and locality, multiplied here."""
    found = {}
    for one in (await office.ask(MONTHS_OF))["monthConfigurations"]:
        factors = [Decimal(str(one[name])) for name in ("workingDays", "workHours", "occupancy")]
        hours = factors[0] * factors[1] * factors[2] * (1 - Decimal(str(one["shrinkage"])))
        found[f"{one['month']['number']}", one["workType"]] = hours
    return found


def whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


async def wrong(office: Editor) -> list[str]:
    """Every cell that is not what the hours of now give."""
    hours, found = await hours_of(office), []
    for name, record in (await office.records()).items():
        where = "DOMESTIC" if record["mainLob"].endswith("DOMESTIC") else "GLOBAL"
        cph = Decimal(str(record["targetCph"]))
        for month in record["months"]:
            one = hours[str(NUMBERS[month["month"]["label"]]), where]
            required = whole(month["forecast"] / (cph * one)) if one else 0
            capacity = whole(month["fteAvail"] * cph * one)
            if (month["fteReq"], month["capacity"]) != (required, capacity):
                found.append(f"{name} {month['month']['label']}: {month}, not {required} and {capacity}")
    return found


async def verified(office: Editor) -> tuple[list[str], list[str]]:
    """What verify finds: differences, and notices."""
    async with office.database.read(tenant_id("demo")) as session:
        return await HOUSE.verify(session), await HOUSE.notices(session)


@pytest.mark.quick
async def test_a_revert_computes_what_follows_from_what_it_gives_back(office: Editor) -> None:
    september = office.edit_of("KS", "Appeals")
    september["months"] = [{"label": "Sep-25", "forecast": 20}]
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=[september]))
    first = await office.commit(await office.edit("KS", cph=125))
    await office.commit(await office.edit("KS", Sep=10))
    inverse = await office.preview("previewRevert", historyLogId=first["historyLogId"])
    (record,) = inverse["modifiedRecords"]
    assert (record["targetCph"], record["months"][5]["capacity"], record["months"][5]["capacityChange"]) == (
        100, 1000, -250,
    )  # fmt: skip
    assert inverse["summary"]["totalCapacityChange"] == -250, "it is part of the preview"
    await office.commit(inverse, notes=None)
    assert (await office.figures("KS Appeals", "capacity"))[5] == 1000
    assert await wrong(office) == []


async def test_a_record_that_is_written_follows_in_months_that_nothing_was_set_in(office: Editor) -> None:
    await set_hours(office, 6, days=2)
    preview = await office.edit("KS", Apr=5)
    (record,) = preview["modifiedRecords"]
    assert [month["fteReq"] for month in record["months"]] == [10, 10, 5, 10, 10, 10]
    assert {field.partition(".")[0] for field in record["modifiedFields"]} == {"Apr-25", "Jun-25"}
    await office.commit(preview)
    assert await office.figures("KS Appeals", "fteReq") == [10, 10, 5, 10, 10, 10]
    assert await office.figures("MO Appeals", "fteReq") == [125, 130, 135, 140, 145, 150], "nobody wrote it"


async def test_an_edit_that_sets_nothing_new_recalculates_nothing(office: Editor) -> None:
    await set_hours(office, 6, days=2)
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=[office.edit_of("KS", "Appeals", Apr=0)])
    assert problem["code"] == "NO_CHANGES"


async def test_a_revert_is_not_hindered_by_a_recalculation(office: Editor) -> None:
    first = await office.commit(await office.edit("KS", Jun=4))
    await set_hours(office, 6, days=2)
    again = await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)
    (problem,) = await office.refused("previewRevert", historyLogId=again["historyLogId"])
    assert problem["code"] == "NO_CHANGES", "by the hours of now nothing else can be computed"
    await office.commit(await office.preview("previewRevert", historyLogId=first["historyLogId"]), notes=None)
    assert await office.figures("KS Appeals", "capacity") == [0] * 6
    assert await wrong(office) == []


async def test_verify_lists_a_cell_that_no_hours_explain_and_says_what_it_should_be(office: Editor) -> None:
    await office.commit(await office.edit("KS", Apr=10))
    await as_owner(
        office.addresses,
        "ALTER TABLE forecast_cell NO FORCE ROW LEVEL SECURITY",
        "UPDATE forecast_cell SET capacity = 1250 WHERE fte_avail = 10",
        "ALTER TABLE forecast_cell FORCE ROW LEVEL SECURITY",
    )
    differences, notices = await verified(office)
    assert differences == [f"cell of report 2025-04, {LOB} / KS / Appeals, Apr-25: capacity 1250, recomputed 1000"]
    assert notices == []
    await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)
    assert await verified(office) == ([], [])


async def test_cells_of_before_hours_were_kept_are_notices_unless_no_hours_could_give_them(office: Editor) -> None:
    await office.commit(await office.edit("KS", Apr=10))
    forget = [
        "ALTER TABLE forecast_cell NO FORCE ROW LEVEL SECURITY",
        "UPDATE forecast_cell SET productive_hours = NULL",
        "UPDATE forecast_cell SET capacity = 1250 WHERE fte_avail = 10",
        "ALTER TABLE forecast_cell FORCE ROW LEVEL SECURITY",
    ]
    await as_owner(office.addresses, *forget)
    differences, notices = await verified(office)
    assert (differences, len(notices)) == ([], 1)
    await as_owner(
        office.addresses, forget[0], "UPDATE forecast_cell SET fte_avail = 0 WHERE fte_avail = 10", forget[3]
    )
    differences, notices = await verified(office)
    assert (len(differences), notices) == (1, [])
    await office.commit(await office.preview("previewRecalculation", **APRIL), notes=None)


async def test_a_cell_keeps_the_hours_of_its_record_though_its_figures_stay(office: Editor) -> None:
    """Other hours and another target CPH may give the same figure: computed with the old hours it would be wrong."""
    await office.commit(await office.edit("KS", Apr=4, May=4, Jun=4))
    await set_hours(office, 6, days=2)
    await office.commit(await office.edit("KS", cph=50))
    assert (await office.figures("KS Appeals", "capacity"))[2] == 400, "4 × 100 × 1, and 4 × 50 × 2"
    await set_hours(office, 6, days=3)
    differences, notices = await verified(office)
    assert differences == []
    assert any("KS / Appeals, Jun-25: fte_req" in line for line in notices)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_cells_are_what_the_formulas_give(office: Editor, seed: int) -> None:
    dice, done = random.Random(seed), []
    for _ in range(14):
        done.append(await something(office, dice))
        differences, notices = await verified(office)
        assert differences == [], f"seed {seed}: {done}"
        assert bool(notices) == bool(await wrong(office)) == bool(await stale(office)), f"seed {seed}: {done}"
    answer = await office.do("previewRecalculation", PREVIEW, **APRIL)
    if answer["preview"]:
        await office.commit(answer["preview"], notes=None)
    assert await wrong(office) == await stale(office) == [], f"seed {seed}: {done}"
    assert await verified(office) == ([], []), f"seed {seed}: {done}"


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_to_people_and_reports_every_figure_is_what_the_formulas_give(
    office: Editor, seed: int
) -> None:
    """Against a calculation of its own of cells, weeks and the leaves of every report's tree."""
    dice, done = random.Random(seed), [await import_next_report(office, random.Random(seed))]
    for _ in range(14):
        done.append(await (something if dice.random() < 0.3 else step_of_people)(office, dice))
        figures, (differences, notices) = await own_figures(office), await verified(office)
        assert (figures.wrong, differences) == ([], []), f"seed {seed}: {done}"
        assert len(notices) == len(figures.stale), f"seed {seed}: {done}"


async def stale(office: Editor) -> list[str]:
    """The report's stale months."""
    asked = 'query S { report(value: "2025-04") { staleMonths { label } } }'
    return [one["label"] for one in (await office.ask(asked))["report"]["staleMonths"]]


async def something(office: Editor, dice: random.Random) -> str:
    """One of everything that writes cells, or other hours; says which, and what came of it."""
    kind = dice.choice(["manual", "cph", "hours", "hours", "weeks", "revert", "revert", "import", "allocation", "bench",
                        "recalculation"])  # fmt: skip
    if kind == "hours":
        where = dice.choice(["DOMESTIC", "GLOBAL"])
        days, hours = dice.randint(1, 23), dice.randint(100, 900) / 100
        await set_hours(office, dice.choice(list(NUMBERS.values())), days=days, hours=hours, where=where)
        return f"{kind} {days} × {hours}"
    if kind == "weeks":
        week = {"year": 2025, "week": dice.randint(14, 39), "workType": "DOMESTIC", "workingDays": dice.randint(1, 5)}
        time = {"workHours": 8.0, "occupancy": 0.9, "shrinkage": 0.1}
        await office.done("setWeekConfiguration", "__typename", input={**week, **time})
        return kind
    if kind == "import":
        line = [*dice.choice(LINES)[:3], f"CL-{dice.randint(1, 9)}", dice.randint(1, 20000) / 100]
        answer = await upload(office, [*line, *(dice.randint(0, 20_000) for _ in LABELS)])
        if answer["preview"]:
            await office.done("commitImport", "updated", previewId=answer["preview"]["id"])
    elif kind == "allocation":
        answer = await office.do("previewAllocation", "preview { id }", report="2025-04")
        if answer["preview"]:
            await office.done("executeAllocation", "message", previewId=answer["preview"]["id"])
    else:
        answer = await previewed(office, dice, kind)
        if answer["preview"]:
            await office.commit(answer["preview"])
    return f"{kind}: {'done' if answer['preview'] else answer['problems'][0]['message']}"


async def previewed(office: Editor, dice: random.Random, kind: str) -> Any:
    if kind == "cph":
        rows = await grid(office, Claims=dice.randint(10, 60), Appeals=dice.randint(50, 150))
        return await office.do("previewCphUpdate", PREVIEW, **APRIL, rows=rows)
    if kind == "revert":
        entries = (await log(office))["data"]
        chosen = dice.choice(entries)["historyLogId"] if entries else str(uuid4())
        return await office.do("previewRevert", PREVIEW, historyLogId=chosen)
    if kind == "bench":
        return await office.do("previewBenchAllocation", PREVIEW, **APRIL)
    if kind == "recalculation":
        return await office.do("previewRecalculation", PREVIEW, **APRIL)
    records = await office.records()
    edits = []
    for record in dice.sample(list(records.values()), 2):
        names = {name: record[name] for name in ("mainLob", "state", "caseType", "caseId")}
        months = [
            {"label": label, "fteAvail": dice.randint(0, 999), "forecast": dice.randint(0, 50_000)}
            for label in dice.sample(LABELS, 2)
        ]
        edits.append({**names, "targetCph": dice.choice([None, dice.randint(1, 20000) / 100]), "months": months})
    return await office.do("previewManualUpdate", PREVIEW, **APRIL, edits=edits)


async def test_hours_that_change_after_an_allocation_was_previewed_supersede_it(office: Editor) -> None:
    preview = (await office.done("previewAllocation", "preview { id }", report="2025-04"))["preview"]
    await set_hours(office, 6, days=2)
    (problem,) = await office.refused("executeAllocation", previewId=preview["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_a_commit_of_a_recalculation_is_refused_where_a_record_changed(office: Editor) -> None:
    await set_hours(office, 6, days=2)
    preview = await office.preview("previewRecalculation", **APRIL)
    await office.commit(await office.edit("KS", Apr=5))
    asked = f"mutation C($id: UUID!) {{ commitPreview(previewId: $id) {{ message {CONFLICT} }} }}"
    (problem,) = (await office.ask(asked, id=preview["id"]))["commitPreview"]["problems"]
    assert (problem["code"], problem["expected"]["state"]) == ("CONFLICT", "KS")


async def test_the_cells_of_every_commit_keep_its_hours(office: Editor) -> None:
    await set_hours(office, 6, days=2)
    await office.commit(await office.edit("KS", Apr=5))
    asked = """SELECT DISTINCT c.month_index, c.productive_hours::float8 AS hours FROM forecast_cell c
        JOIN demand d ON d.id = c.demand_id WHERE d.state = 'KS' ORDER BY 1"""
    async with office.database.read(tenant_id("demo")) as session:
        rows = await session.rows(text(asked))
    assert [tuple(row) for row in rows] == [(1, 1.0), (2, 1.0), (3, 2.0), (4, 1.0), (5, 1.0), (6, 1.0)]
