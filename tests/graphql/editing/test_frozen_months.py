"""Edits of months that a newer report took over: the preview says that the older one's figures stay as they stood."""

from typing import Any

import pytest

from tests.graphql.editing.conftest import APRIL, LABELS, LINES, LOB, Editor
from tests.graphql.editing.test_cells_follow import set_hours
from tests.graphql.editing.test_forecast_update import HEADINGS, upload
from tests.graphql.editing.test_history import log
from tests.graphql.editing.test_previews import grid

APPEALS = {"mainLob": LOB, "state": "KS", "caseType": "Appeals"}
LATER = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
SHOWN = """query T { report(value: "2025-04") { tree(by: [STATE]) { categories { name
    months { month { label } metrics { forecast gap } } } } } }"""


def warning(months: str, demands: str = f"{LOB} / KS / Appeals") -> str:
    return (
        f"report 2025-05 took {months} over: cells of this report change, but its tree and monthly tables keep"
        f" forecast, people required, capacity and gap of these months as they stood ({demands}); what is planned for"
        " them now is edited in report 2025-05"
    )


async def taken_over(office: Editor) -> None:
    """Somebody works on appeals of Kansas in April, June and July; the report of May has them but for April's."""
    items = [office.weeks("CN1", APPEALS, *weeks) for weeks in ((15, 16), (23, 24), (28, 28))]
    await office.done("bulkAssign", "created", items=items)
    preview = (await upload(office, LINES[1], headings=LATER, month="May"))["preview"]
    assert preview["warnings"] == []
    await office.done("commitImport", "created", previewId=preview["id"])


async def only_kansas_has_work(office: Editor) -> None:
    edits = [office.edit_of("MO", case_type) for case_type in ("Appeals", "Claims")]
    for edit in edits:
        edit["months"] = [{"label": label, "forecast": 0} for label in LABELS]
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=edits))


async def warned(office: Editor, mutation: str, **variables: Any) -> list[str]:
    answer = await office.done(mutation, "preview { warnings }", **variables)
    return list(answer["preview"]["warnings"])


@pytest.mark.quick
async def test_an_edit_of_months_taken_over_says_so_and_is_right(office: Editor) -> None:
    await taken_over(office)
    edit = {**office.edit_of("KS", "Appeals"), "months": [{"label": label, "forecast": 7000} for label in LABELS]}
    preview = await office.done("previewManualUpdate", "preview { id warnings }", **APRIL, edits=[edit])
    assert preview["preview"]["warnings"] == [warning("Jun-25, Jul-25")]
    await office.commit(preview["preview"])
    (kansas,) = [one for one in (await office.ask(SHOWN))["report"]["tree"]["categories"] if one["name"] == "Kansas"]
    forecasts = [month["metrics"]["forecast"] for month in kansas["months"]]
    assert forecasts == [7000, 7000, 1000, 1000, 7000, 7000], "June's and July's as they stood"
    assert await office.figures("KS Appeals", "forecast") == [7000] * 6


@pytest.mark.parametrize("month", ["Apr", "May", "Aug", "Sep"])
async def test_months_that_the_report_still_has_are_not_warned_of(office: Editor, month: str) -> None:
    await taken_over(office)
    edits = [office.edit_of("KS", "Appeals", **{month: 5})]
    assert await warned(office, "previewForecastReallocation", **APRIL, edits=edits) == []
    other = [office.edit_of("MO", "Appeals", Jun=5, Jul=5)]
    assert await warned(office, "previewManualUpdate", **APRIL, edits=other) == [], "nobody took Missouri's over"


@pytest.mark.parametrize("kind", ["people", "cph", "hours", "revert", "import", "allocation"])
async def test_every_change_of_such_a_month_is_warned_of(office: Editor, kind: str) -> None:
    await taken_over(office)
    if kind == "people":
        edits = [office.edit_of("KS", "Appeals", Jul=5)]
        assert await warned(office, "previewForecastReallocation", **APRIL, edits=edits) == [warning("Jul-25")]
    elif kind == "cph":
        rows = await grid(office, Appeals=105)
        assert await warned(office, "previewCphUpdate", **APRIL, rows=rows) == [warning("Jun-25, Jul-25")]
    elif kind == "hours":
        await set_hours(office, 6, days=2)
        assert await warned(office, "previewRecalculation", **APRIL) == [warning("Jun-25")]
    elif kind == "revert":
        await office.commit(await office.edit("KS", Jun=5))
        entry = (await log(office))["data"][0]["historyLogId"]
        assert await warned(office, "previewRevert", historyLogId=entry) == [warning("Jun-25")]
    elif kind == "import":
        line = [*LINES[1][:8], 5000, *LINES[1][9:]]
        assert (await upload(office, line))["preview"]["warnings"] == [warning("Jul-25")]
    else:
        # Its people are the newer report's to plan, but a record that is written follows in all its months.
        await only_kansas_has_work(office)
        await set_hours(office, 6, days=2)
        assert await warned(office, "previewAllocation", report="2025-04") == [warning("Jun-25")]
