"""Changing a person or a placeholder; what depends on where they work follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.workforce.assignments import assignments_by_ids
from db.workforce.enums import ResourceType
from db.workforce.fitness import ProposedFit, UnfittingRow, unfitting_assignments
from db.workforce.people import update_resource as write
from db.workforce.rows import AssignedWeekRow, AssignmentRow, EndingRow, PersonRow
from services.forecast.editing.proposal import counted
from services.shared.calendar import Week
from services.shared.errors import NoChanges, NotAllowedInState, Refusal, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.workforce.assigning.placement_context import named_weeks
from services.workforce.people.days import days_out_of_order
from services.workforce.people.find_person import person_to_change
from services.workforce.people.leaving import end_weeks, ending, follow_days, with_changed
from services.workforce.people.spelling import kept_spelling
from services.workforce.people.unconfigured import note_unconfigured

NAMES = {
    "first_name": "firstName",
    "last_name": "lastName",
    "opid": "opid",
    "display_name": "displayName",
    "platform": "platform",
    "location": "location",
    "states": "states",
    "skills": "skills",
    "hire_date": "hireDate",
    "last_day": "lastDay",
    "is_active": "isActive",
}
PERSONAL = ("first_name", "last_name", "opid", "hire_date", "last_day")
PLACES_AND_DAYS = {"location", "hire_date", "last_day"}
FIT = {"platform", "location", "states", "skills"}
MOST_UNFITTING = 50


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """Who was changed, how many assignments ended, and what stands although it does not fit: the first ones, how many.

    `kept` are past weeks before a later first day, which stay as history.
    """

    id: int
    ended: int
    kept: Sequence[AssignedWeekRow]
    unfitting: Sequence[AssignmentRow]
    unfitting_count: int

    @property
    def warnings(self) -> list[str]:
        """What a planner should look at."""
        warnings = []
        if self.kept:
            weeks = named_weeks(sorted(Week(row.year, row.week) for row in self.kept))
            warnings.append(f"{weeks}: before the first day; past weeks stay as history, recorded as forced")
        if self.unfitting_count:
            warnings.append(f"{counted(self.unfitting_count, 'assignment')} no longer fit and stay as they are")
        return warnings


async def update_resource(session: WriteSession, *, cn: str, patch: Mapping[str, Any], today: date) -> ChangedResource:
    """Change what the patch names; returns what that did to assignments.

    Raises NotFound, NoChanges, NotAllowedInState for a converted placeholder that would become active, and Refusals of
    InvalidInput for bad values. Whoever becomes inactive loses future assignments, whoever leaves those after the last
    day, whoever begins later those to come before the first; whoever moves, or works a week in part, is recalculated.
    What somebody can no longer do stands, and is named.
    """
    await session.lock(PLAN, shared=True)
    stored = await person_to_change(session, cn)
    values = _with_display_name(stored, _checked(stored, patch))
    values |= await kept_spelling(session, platform=values.get("platform"), skills=values.get("skills"))
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    if changed.get("is_active") and stored.replaced_by_id is not None:
        raise NotAllowedInState(f"{stored.cn} was converted", ("patch", "isActive"), state="CONVERTED")
    faults: list[Refusal] = []
    if "location" in changed:
        await note_unconfigured(
            session, faults, ("patch", "location"), holder=stored, cn=stored.cn, location=changed["location"],
            accepted="a location whose weeks are configured",
        )  # fmt: skip
        refuse_all(faults)
    ends = await ending(session, [with_changed(stored, changed)], today=today)
    person = await write(session, stored.id, changed)
    kept = await _followed(session, stored.id, ends, changed)
    rows = await _unfitting(session, person, today=today) if FIT & changed.keys() else []
    first = await assignments_by_ids(session, [row.id for row in rows]) if rows else []
    places = {row.id: place for place, row in enumerate(rows)}
    return ChangedResource(
        stored.id, len(ends), kept, sorted(first, key=lambda row: places[row.id]), rows[0].total if rows else 0
    )


async def _followed(
    session: WriteSession, resource_id: int, ends: Sequence[EndingRow], changed: Mapping[str, Any]
) -> Sequence[AssignedWeekRow]:
    if PLACES_AND_DAYS & changed.keys():
        return await follow_days(session, [resource_id], ends)
    if ends:
        await end_weeks(session, ends)
    return []


async def _unfitting(session: WriteSession, person: PersonRow, *, today: date) -> Sequence[UnfittingRow]:
    fit, week = ProposedFit(person.id, person.platform, person.location, person.states, person.skills), Week.of(today)
    return await unfitting_assignments(session, [fit], year=week.year, week=week.number, ending=(), most=MOST_UNFITTING)


def _checked(stored: PersonRow, patch: Mapping[str, Any]) -> dict[str, Any]:
    inputs = Inputs("patch")
    values = {name: _value(inputs, name, value) for name, value in patch.items()}
    if stored.resource_type == ResourceType.PLACEHOLDER:
        for name in PERSONAL:
            if values.get(name) is not None:
                inputs.note(
                    f"{stored.cn} is a placeholder", NAMES[name], accepted="nothing; convertPlaceholder names a person"
                )
    else:
        _check_days(inputs, stored, values)
    inputs.refuse()
    return values


def _check_days(inputs: Inputs, stored: PersonRow, values: Mapping[str, Any]) -> None:
    """Note days out of order, at the field that the patch names."""
    hire_date, last_day = (values.get(name, getattr(stored, name)) for name in ("hire_date", "last_day"))
    if {"hire_date", "last_day"} & values.keys() and (
        fault := days_out_of_order(hire_date=hire_date, last_day=last_day)
    ):
        named = "lastDay" if "last_day" in values else "hireDate"
        accepted = f"{hire_date} or later" if "last_day" in values else f"{last_day} or earlier, or a lastDay too"
        inputs.note(fault, named, accepted=accepted)


def _with_display_name(stored: PersonRow, values: dict[str, Any]) -> dict[str, Any]:
    """A display name that was made of first and last name follows them."""
    if "display_name" in values or stored.display_name != f"{stored.first_name} {stored.last_name}":
        return values
    first, last = (values.get(name, getattr(stored, name)) for name in ("first_name", "last_name"))
    return {**values, "display_name": f"{first} {last}"}


def _value(inputs: Inputs, name: str, value: Any) -> Any:
    shown = NAMES[name]
    if name == "states":
        return inputs.states(shown, value)
    if name == "skills":
        return inputs.texts(shown, value)
    if name == "opid":
        return inputs.optional_text(shown, value)
    if name in ("location", "is_active") and value is None:
        inputs.note(f"{shown} is null", shown, accepted="a value, or no such field")
    return value if name in ("location", "is_active", "hire_date", "last_day") else inputs.text(shown, value)
