"""What planners do in GraphiQL: find an example, send a file, build a query by clicks, read it in the dark."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from playwright.async_api import expect

from server.commands.postgres import Addresses
from tests.support.chromium import HEADERS, QUERY, Tab, eventually, in_chromium, texts
from tests.support.live import LiveServer, serving

pytestmark = in_chromium

ROSTER = "graphql_examples/shared/preview_roster_import.file.csv"
TREE = 'query T { report(value: "2025-04") { tree(by: [STATE]) { categories { name } } } }'


@pytest.fixture
def server_of_its_own(changeable_sample: Addresses, tmp_path: Path) -> Iterator[LiveServer]:
    with serving(changeable_sample.service, tmp_path) as server:
        yield server


async def test_five_examples_are_tabs_at_the_first_visit(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await expect(tab.page.get_by_role("tab")).to_have_count(5)
    titles = await tab.page.get_by_role("tab").all_inner_texts()
    assert titles == ["CapacityTree", "Records", "PlanningOverview", "PpicDashboard", "CapacityChanged"]


async def test_the_menu_finds_an_example_by_keys_alone_and_opens_it_with_its_variables(
    tab: Tab, address: str, token: str
) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.page.get_by_role("button", name="Examples", exact=True).focus()
    await tab.page.keyboard.press("Enter")
    menu = tab.page.get_by_role("region", name="Examples")
    await expect(menu.get_by_role("searchbox")).to_be_focused()
    assert await menu.get_by_role("heading").all_text_contents() == [
        "workforce", "forecast", "supply", "shopfloor", "shared",
    ]  # fmt: skip

    await tab.page.keyboard.type("week TARGETS")
    await expect(menu.get_by_role("button")).to_have_count(1)
    await tab.page.keyboard.press("ArrowDown")
    found = menu.get_by_role("button", name=re.compile("^set week targets"))
    await expect(found).to_be_focused()
    await expect(found).to_contain_text("needs WORKFORCE.EDIT")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("tab")).to_have_count(6)
    await expect(tab.page.get_by_role("tab", name="SetWeekTargets")).to_have_attribute("aria-selected", "true")
    variables = Path("graphql_examples/workforce/set_week_targets.variables.json").read_text("utf-8")
    assert await eventually(lambda: shown(tab, variables))

    await tab.page.keyboard.press("ArrowUp")
    await expect(menu.get_by_role("searchbox")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(menu.get_by_role("searchbox")).to_have_value("")
    assert await menu.get_by_role("button").count() > 100
    assert tab.complaints == []


async def test_the_menu_says_of_every_example_what_it_needs(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.page.get_by_role("button", name="Examples", exact=True).click()
    entries = await tab.page.get_by_role("region", name="Examples").get_by_role("button").all_inner_texts()
    examples = await (await tab.page.request.get(f"{address}/examples.json")).json()
    assert len(entries) == len(examples)
    assert all(re.search(r"needs [A-Z. a-z]+$|for everybody who is signed in$", entry) for entry in entries)


async def test_a_file_is_chosen_sent_and_its_import_committed(tab: Tab, server_of_its_own: LiveServer) -> None:
    server = server_of_its_own
    await tab.open(f"{server.url}/graphiql#token={server.token('ADMIN')}")
    await open_example(tab, "preview roster import")
    chooser = tab.page.get_by_label("File for $file")
    await expect(chooser).to_be_attached()
    assert "Choose a file for $file" in await tab.run()
    await expect(tab.page.locator(".CodeMirror-lint-mark-error")).to_have_count(0)

    await chooser.set_input_files(ROSTER)
    await expect(tab.page.locator("#files")).to_contain_text("preview_roster_import.file.csv")
    preview = await eventually(lambda: answer_with(tab, '"created"'))
    assert json.loads(preview)["data"]["previewRosterImport"]["problems"] == []
    preview_id = json.loads(preview)["data"]["previewRosterImport"]["preview"]["id"]

    await open_example(tab, "commit import")
    await expect(chooser).to_have_count(0)
    await tab.type_into(HEADERS, json.dumps({"previewId": preview_id, "strict": False}))  # where variables stand now
    committed = await eventually(lambda: answer_with(tab, "commitImport"))
    assert json.loads(committed)["data"]["commitImport"]["problems"] == []
    assert tab.complaints == []


async def test_each_tab_has_files_of_its_own(tab: Tab, address: str, live_server: LiveServer) -> None:
    await tab.open(f"{address}#token={live_server.token('ADMIN')}")
    await open_example(tab, "preview roster import")
    await tab.page.get_by_label("File for $file").set_input_files(ROSTER)
    await expect(tab.page.locator("#files")).to_contain_text("preview_roster_import.file.csv")
    await open_example(tab, "preview forecast import")
    await expect(tab.page.get_by_role("tab", name="PreviewForecastImport")).to_be_visible()  # it was typed to its end
    await expect(tab.page.locator("#files")).to_contain_text("no file chosen")
    await choose(tab, "PreviewRosterImport")
    await expect(tab.page.locator("#files")).to_contain_text("preview_roster_import.file.csv")
    await choose(tab, "CapacityTree")
    await expect(tab.page.locator("#files")).to_be_empty()


AT_ONCE = """
    ([text, name, isTakenOver]) => {
      const [wait, late] = [window.setTimeout, []];
      if (isTakenOver) window.setTimeout = (act) => late.push(act);
      document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.setValue(text);
      window.setTimeout = wait;
      late.forEach((act) => act());  // what GraphiQL does when somebody has stopped typing; nothing is drawn yet
      [...document.querySelectorAll(".examples li button")].find((one) => one.textContent.startsWith(name)).click();
    }"""


@pytest.mark.parametrize("is_taken_over", [True, False])
async def test_an_example_that_is_opened_while_somebody_types_loses_nothing(
    tab: Tab, address: str, token: str, is_taken_over: bool
) -> None:
    await tab.open(f"{address}#token={token}")
    await open_example(tab, "viewer")
    await expect(tab.page.get_by_role("tab", name="Viewer")).to_be_visible()
    await tab.page.get_by_role("region", name="Examples").get_by_role("searchbox").fill("")
    for typed, name, title in (("Mine", "set week targets", "SetWeekTargets"), ("Yours", "assignments", "Assignments")):
        await tab.page.evaluate(AT_ONCE, [f"query {typed} {{ viewer {{ tenant }} }}", name, is_taken_over])
        await expect(tab.page.get_by_role("tab", name=title)).to_have_attribute("aria-selected", "true")
        await expect(tab.page.get_by_role("tab", name=typed)).to_be_visible()
        await choose(tab, typed)
        assert await eventually(lambda typed=typed: queried(tab, f"query {typed} "))
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_follow_the_system_until_they_are_set_and_stay_as_they_were_set(
    tab: Tab, address: str, token: str, scheme: str
) -> None:
    other = {"light": "dark", "dark": "light"}[scheme]
    await tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await tab.open(f"{address}#token={token}")
    assert await brightness(tab) == [scheme, scheme]

    await tab.page.get_by_label("Open settings dialog").click()
    await tab.page.get_by_role("dialog").get_by_role("button", name=other.capitalize()).click()
    await tab.page.keyboard.press("Escape")
    assert await eventually(lambda: is_bright(tab, other))
    await tab.page.reload()
    await expect(tab.page.locator(".graphiql-execute-button")).to_be_visible()
    assert await eventually(lambda: is_bright(tab, other))
    assert tab.complaints == []


async def test_what_is_left_of_the_sign_in_is_told(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await expect(tab.page.locator("#who")).to_contain_text(
        re.compile(r" · VIEWER · (\d+ (min|h)|less than a minute) left")
    )

    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    assert await left(tab, noon, timedelta(seconds=59)) == "less than a minute left"
    assert await left(tab, noon, timedelta(minutes=12, seconds=30)) == "12 min left"
    assert await left(tab, noon, timedelta(minutes=60)) == "1 h left"
    assert await left(tab, noon, timedelta(hours=11, minutes=59)) == "11 h left"
    tomorrow = await left(tab, noon, timedelta(hours=23, minutes=30))
    assert re.fullmatch(r"23 h left, until .*\b11:30\b.*", tomorrow)
    assert str((noon + timedelta(days=1)).day) in tomorrow
    assert (await left(tab, noon, timedelta(days=7))).startswith("7 days left, until ")
    assert await left(tab, noon, timedelta(0)) == ""


async def test_a_token_that_says_no_end_is_shown_without_one(tab: Tab, address: str) -> None:
    await tab.open(address)
    for claims in ({"tenant": "t"}, {"tenant": "t", "exp": "soon"}, {"tenant": "t", "exp": None}):
        said = await tab.page.evaluate(
            "async token => (await import('/graphiql/static/sign_in.js')).describe(token)",
            jwt.encode({"tenant": "t"} | {k: v for k, v in claims.items() if k == "tenant"}, "k" * 32),
        )
        assert said == "t"


async def test_the_explorer_adds_changes_and_removes_items_of_a_list(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.type_into(QUERY, TREE)
    await tab.page.get_by_label("Show GraphiQL Explorer").click()
    by = tab.page.locator(".graphiql-explorer-root [data-arg-name=by]")
    await expect(by.locator("select")).to_have_count(1)

    await by.get_by_label("Add an item to by").click()
    assert await eventually(lambda: queried(tab, r"tree\(by: \[STATE, \w+\]\)"))
    await by.locator("select").nth(1).select_option("MAIN_LOB")
    assert await eventually(lambda: queried(tab, r"tree\(by: \[STATE, MAIN_LOB\]\)"))
    await by.locator("[data-arg-name=by1] > span").first.click()
    assert await eventually(lambda: queried(tab, r"tree\(by: \[MAIN_LOB\]\)"))
    assert tab.complaints == []


async def test_the_explorer_makes_a_list_of_a_single_value_that_stands_for_one(
    tab: Tab, address: str, token: str
) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.type_into(QUERY, TREE.replace("[STATE]", "STATE"))
    await tab.page.get_by_label("Show GraphiQL Explorer").click()
    await tab.page.locator(".graphiql-explorer-root").get_by_label("Add an item to by").click()
    assert await eventually(lambda: queried(tab, r"tree\(by: \[STATE, \w+\]\)"))
    assert tab.complaints == []


async def test_the_explorer_edits_lists_of_texts_within_inputs(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.type_into(QUERY, TREE.replace("by: [STATE]", 'filter: {state: ["FL", "TX"]}'))
    await tab.page.get_by_label("Show GraphiQL Explorer").click()
    states = tab.page.locator(".graphiql-explorer-root [data-arg-name=state]")
    await states.locator("input").nth(1).fill("KS")
    assert await eventually(lambda: queried(tab, r'state: \["FL", "KS"\]'))
    await states.get_by_label("Add an item to state").click()
    assert await eventually(lambda: queried(tab, r'state: \["FL", "KS", ""\]'))
    await states.locator("[data-arg-name=state2] > span").first.click()
    assert await eventually(lambda: queried(tab, r'state: \["FL", ""\]'))
    assert tab.complaints == []


async def test_the_explorer_adds_an_input_with_what_it_needs_and_edits_it(
    tab: Tab, address: str, live_server: LiveServer
) -> None:
    await tab.open(f"{address}#token={live_server.token('PLANNER')}")
    row = '{lob: "Amisys", caseType: "Claims", modifiedTargetCph: 1}'
    asked = f'previewCphUpdate(month: "April", year: 2025, rows: [{row}]) {{ problems {{ code }} }}'
    await tab.type_into(QUERY, f"mutation M {{ {asked} }}")
    await tab.page.get_by_label("Show GraphiQL Explorer").click()
    rows = tab.page.locator(".graphiql-explorer-root [data-arg-name=rows]")
    await rows.get_by_label("Add an item to rows").click()
    await expect(rows.locator("[data-arg-name=rows2]")).to_be_visible()
    await rows.locator("[data-arg-name=rows2] [data-arg-name=lob] input").fill("Facets")
    assert await eventually(lambda: queried(tab, r'rows: \[\{lob: "Amisys", .*\}, \{.*lob: "Facets".*\}\]'))
    assert tab.complaints == []


async def test_a_misspelt_field_is_answered_with_what_it_may_have_meant(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.type_into(QUERY, "{ repots { display } }")
    assert "Did you mean 'reports'" in await eventually(lambda: answer_with(tab, "Did you mean"))


async def open_example(tab: Tab, name: str) -> None:
    if await tab.page.get_by_label("Show Examples").count():
        await tab.page.get_by_role("button", name="Examples", exact=True).click()
    menu = tab.page.get_by_role("region", name="Examples")
    await menu.get_by_role("searchbox").fill(name)
    await menu.get_by_role("button", name=re.compile(f"^{name}")).click()


async def choose(tab: Tab, name: str) -> None:
    """Go to a tab: tabs slide to their places, and one may have moved on from under a click."""
    wanted = tab.page.get_by_role("tab", name=name)

    async def is_chosen() -> bool:
        await wanted.click()
        return await wanted.get_attribute("aria-selected") == "true"

    assert await eventually(is_chosen)


async def shown(tab: Tab, text: str) -> bool:
    return text in await texts(tab)


async def answer_with(tab: Tab, word: str) -> str:
    text = await tab.run()
    return text if word in text else ""


async def queried(tab: Tab, pattern: str) -> bool:
    return re.search(pattern, " ".join((await tab.editor(QUERY)).split())) is not None


async def left(tab: Tab, now: datetime, more: timedelta) -> str:
    milliseconds = [1000 * moment.timestamp() for moment in (now + more, now)]
    ask = "async ([end, now]) => (await import('/graphiql/static/sign_in.js')).timeLeft(end, now)"
    return str(await tab.page.evaluate(ask, milliseconds))


async def brightness(tab: Tab) -> list[str]:
    """Whether the page and the editor in it are light or dark."""
    backgrounds = await tab.page.evaluate(
        "['body', '.graphiql-container'].map(one => getComputedStyle(document.querySelector(one)).backgroundColor)"
    )
    shades = [sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3 for colour in backgrounds]
    return ["light" if shade > 128 else "dark" for shade in shades]


async def is_bright(tab: Tab, scheme: str) -> bool:
    return await brightness(tab) == [scheme, scheme]
