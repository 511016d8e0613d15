"""Steps of a random walk that have to do with people, and with the report after the one that is edited."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from tests.graphql.editing.conftest import LINES, Editor
from tests.graphql.editing.test_forecast_update import HEADINGS, upload
from tests.support.neighbour import uploaded

LATER = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
ROSTER = "CN,First Name,Last Name,Platform,Location,State,Skills,PartOfProduction,Last Day"
PEOPLE = "query P { resources(first: 100) { nodes { cn resourceType isActive } } }"
STANDING = "query A { assignments(first: 500) { nodes { id } } }"
PLACES = ["DOMESTIC", "DOMESTIC", "GLOBAL"]


async def step_of_people(office: Editor, dice: random.Random) -> str:
    """One of them; says which, and what came of it."""
    step = dice.choice(STEPS)
    problems = await step(office, dice)
    return f"{step.__name__}: {[one['message'] for one in problems][:1] or 'done'}"


async def assign(office: Editor, dice: random.Random) -> Any:
    item = {"resourceCn": await somebody(office, dice), "force": dice.random() < 0.7, **span(office, dice)}
    return (await office.do("bulkAssign", "created", items=[item]))["problems"]


async def plan_hires(office: Editor, dice: random.Random) -> Any:
    given = {**span(office, dice), "count": dice.randint(1, 2)}
    return (await office.do("bulkAssignPlaceholders", "created", input=given))["problems"]


async def set_targets(office: Editor, dice: random.Random) -> Any:
    targets = [{"tierId": office.tiers[tier], "targetCount": dice.randint(0, 3)} for tier in (100, 50)]
    given = {"year": 2025, "week": dice.randint(15, 38), "demand": demand(dice), "targets": targets}
    return (await office.do("setWeekTargets", "placeholdersCreated", input=given))["problems"]


async def convert(office: Editor, dice: random.Random) -> Any:
    """Onto somebody who is there, or a new person; wholly or from a week on; by force or not."""
    placeholder = await somebody(office, dice, "PLACEHOLDER")
    if placeholder is None:
        return []
    cn = await somebody(office, dice) if dice.random() < 0.7 else f"CN{dice.randint(50, 59)}"
    given = {"actualCn": cn, "firstName": "Ada", "lastName": "New", "force": dice.random() < 0.7}
    if dice.random() < 0.5:
        given["fromWeek"] = {"year": 2025, "week": dice.randint(15, 38)}
    given["transferAssignments"] = dice.random() < 0.8
    return (await office.do("convertPlaceholder", "warnings", placeholderCn=placeholder, input=given))["problems"]


async def change_days(office: Editor, dice: random.Random) -> Any:
    """First and last days, also taken away; where somebody works; whether they do."""
    patch = dice.choice(
        [
            {"lastDay": day(dice)},
            {"hireDate": day(dice)},
            {"hireDate": None, "lastDay": None},
            {"location": dice.choice(PLACES)},
            {"isActive": dice.random() < 0.7},
        ]
    )
    cn = await somebody(office, dice)
    return (await office.do("updateResource", "resource { cn }", cn=cn, patch=patch))["problems"]


async def change_week(office: Editor, dice: random.Random) -> Any:
    """Another tier or percentage of an assignment, or its end."""
    nodes = (await office.ask(STANDING))["assignments"]["nodes"]
    if not nodes:
        return []
    id = dice.choice(nodes)["id"]
    if dice.random() < 0.4:
        return (await office.do("deallocateAssignment", "assignment { id }", id=id))["problems"]
    given = dice.choice([{"tierId": office.tiers[75]}, {"productionPercentage": dice.randint(1, 100) / 100}])
    return (await office.do("updateAssignment", "assignment { id }", id=id, **given))["problems"]


async def import_roster(office: Editor, dice: random.Random) -> Any:
    lines = [ROSTER]
    for number in dice.sample(range(1, 13), 2):
        states = dice.choice(["MO", "KS|MO"])
        place, part, last = dice.choice(PLACES).title(), dice.choice("YYYN"), dice.choice(["", "", day(dice)])
        lines.append(f'CN{number},Ada,Person {number},Amisys,{place},{states},"Claims, Appeals",{part},{last}')
    answer = await uploaded(office, "previewRosterImport", "preview { id } problems { message }", {}, "\n".join(lines))
    preview = answer.json()["data"]["previewRosterImport"]["preview"]
    return (await office.do("commitImport", "updated", previewId=preview["id"]))["problems"]


async def import_next_report(office: Editor, dice: random.Random) -> Any:
    """The report of May, which takes months over; later, another forecast for it."""
    chosen = [[*line[:4], dice.randint(1, 20_000) / 100, *(dice.randint(0, 20_000) for _ in range(6))]
              for line in dice.sample(LINES, 2)]  # fmt: skip
    answer = await upload(office, *chosen, headings=LATER, month="May")
    if answer["preview"] is None:
        return answer["problems"]
    return (await office.do("commitImport", "created", previewId=answer["preview"]["id"]))["problems"]


Step = Callable[[Editor, random.Random], Awaitable[Any]]
STEPS: list[Step] = [
    assign, assign, plan_hires, plan_hires, set_targets, convert, convert, change_days, change_days, change_week,
    import_roster, import_next_report,
]  # fmt: skip


def demand(dice: random.Random) -> dict[str, Any]:
    line = dice.choice(LINES[:3])
    return {"mainLob": line[0], "state": line[1], "caseType": line[2]}


def span(office: Editor, dice: random.Random) -> dict[str, Any]:
    """Weeks of a demand at a tier."""
    first = dice.randint(15, 36)
    weeks = {"from": {"year": 2025, "week": first}, "to": {"year": 2025, "week": first + dice.randint(0, 3)}}
    return {"demand": demand(dice), "weeks": weeks, "tierId": office.tiers[dice.choice([25, 75, 100])]}


def day(dice: random.Random) -> str:
    return (date(2025, 4, 1) + timedelta(days=dice.randint(0, 180))).isoformat()


async def somebody(office: Editor, dice: random.Random, kind: str = "ACTUAL") -> Any:
    """The cn of somebody; of a placeholder one that is active; None where there is none."""
    nodes = (await office.ask(PEOPLE))["resources"]["nodes"]
    found = [one["cn"] for one in nodes if one["resourceType"] == kind and (one["isActive"] or kind == "ACTUAL")]
    return dice.choice(found) if found else None
