"""Changing a person or a placeholder; what depends on where they work follows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.shared.enums import WorkType
from db.workforce.assignments import unconfigured_weeks
from db.workforce.enums import ResourceType
from db.workforce.people import update_resource as write
from db.workforce.rows import PersonRow
from services.shared.calendar import Week
from services.shared.errors import InvalidInput, NoChanges, NotAllowedInState
from services.shared.inputs import Inputs
from services.workforce.people.deactivate_resource import deallocate_future
from services.workforce.people.find_person import person_to_change
from services.workforce.people.spelling import kept_spelling
from services.workforce.refresh_capacity import refresh_capacity_of_people

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
    "is_active": "isActive",
}
PERSONAL = ("first_name", "last_name", "opid", "hire_date")


async def update_resource(session: WriteSession, *, cn: str, patch: Mapping[str, Any], today: date) -> int:
    """Change what the patch names; returns the id.

    Raises NotFound, NoChanges, NotAllowedInState for a converted placeholder that would become active, and Refusals of
    InvalidInput for bad values. Whoever becomes inactive loses future assignments; whoever moves is recalculated.
    """
    stored = await person_to_change(session, cn)
    values = _with_display_name(stored, _checked(stored, patch))
    values |= await kept_spelling(session, platform=values.get("platform"), skills=values.get("skills"))
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    if changed.get("is_active") and stored.replaced_by_id is not None:
        raise NotAllowedInState(f"{stored.cn} was converted", ("patch", "isActive"), state="CONVERTED")
    if "location" in changed:
        await require_configured_weeks(session, stored, changed["location"], path=("patch", "location"))
    await write(session, stored.id, changed)
    if "location" in changed:
        await refresh_capacity_of_people(session, [stored.id])
    if changed.get("is_active") is False:
        await deallocate_future(session, [stored.id], today=today)
    return stored.id


async def require_configured_weeks(
    session: WriteSession, person: PersonRow, location: WorkType, *, path: tuple[str, ...]
) -> None:
    """Raise InvalidInput naming assigned weeks that a location has no configuration for."""
    rows = await unconfigured_weeks(session, [person.id], location)
    if rows:
        weeks = ", ".join(Week(row.year, row.week).value for row in rows)
        raise InvalidInput(
            f"{person.cn} is assigned in weeks without a configuration for {location.title()}: {weeks}",
            path,
            accepted="a location whose weeks are configured",
        )


def _checked(stored: PersonRow, patch: Mapping[str, Any]) -> dict[str, Any]:
    inputs = Inputs("patch")
    values = {name: _value(inputs, name, value) for name, value in patch.items()}
    if stored.resource_type == ResourceType.PLACEHOLDER:
        for name in PERSONAL:
            if values.get(name) is not None:
                inputs.note(
                    f"{stored.cn} is a placeholder", NAMES[name], accepted="nothing; convertPlaceholder names a person"
                )
    inputs.refuse()
    return values


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
    return value if name in ("location", "is_active", "hire_date") else inputs.text(shown, value)
