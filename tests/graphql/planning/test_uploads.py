"""Files over GraphQL: the multipart request specification, preview, then commit once."""

import json
from encodings.aliases import aliases
from typing import Any

import pytest

from tests.graphql.planning.conftest import CLAIMS, Planner

ROSTER = "CN,First Name,Last Name,Platform,Location,State,Skills,Shoe Size\n"
GOOD = ROSTER + "CN1,Ada,Lovelace,Amisys,Domestic,FL|TX,Claims,38\nCN900,Edsger,D,Amisys,Global,FL,Claims,44\n"
BAD_ROW = GOOD + "CN901,,Nobody,Amisys,Mars,FL,Claims,40\n"
FORECAST = (
    "Main LOB,State,Case Type,Case ID,Target CPH,Jul-25,Aug-25,Sep-25,Oct-25,Nov-25,Dec-25\n"
    'Amisys Medicaid DOMESTIC,FL,Claims,C1,25,"1,000",1000,1000,1000,1000,1000\n'
)
PREVIEW = """preview { id created updated unchanged ignoredColumns warnings expiresAt
    rejected { row column value reason }
    reading { format headingRow delimiter encoding decimalMark hiddenRows } } problems { code message path }"""
PREFLIGHT = {"GraphQL-Preflight": "1"}


async def sent(world: Planner, mutation: str, content: str, *, name: str = "roster.csv", **arguments: Any) -> Any:
    declared = "".join(
        f", ${key}: {'Int' if isinstance(value, int) else 'String'}!" for key, value in arguments.items()
    )
    passed = "".join(f", {key}: ${key}" for key in arguments)
    query = f"mutation Send($file: Upload!{declared}) {{ {mutation}(file: $file{passed}) {{ {PREVIEW} }} }}"
    form = {
        "operations": json.dumps({"query": query, "variables": {"file": None, **arguments}}),
        "map": '{"0": ["variables.file"]}',
    }
    response = await world.http.post(
        "/graphql", data=form, files={"0": (name, content.encode())}, headers={**world.headers, **PREFLIGHT}
    )
    assert response.status_code == 200, response.text
    return response.json()["data"][mutation]


@pytest.mark.quick
async def test_a_roster_is_checked_then_applied_once(world: Planner) -> None:
    preview = (await sent(world, "previewRosterImport", BAD_ROW))["preview"]
    assert (preview["created"], preview["updated"], preview["unchanged"]) == (1, 1, 0)
    assert preview["ignoredColumns"] == ["Shoe Size"]
    (bad,) = preview["rejected"]
    assert (bad["row"], bad["column"]) == (4, "First Name")
    assert "Location" in bad["reason"]
    (problem,) = await world.refused("commitImport", previewId=preview["id"], strict=True)
    assert "row 4" in problem["message"]
    selection = "created updated unchanged rejected"
    done = await world.done("commitImport", selection, previewId=preview["id"])
    assert done == {"created": 1, "updated": 1, "unchanged": 0, "rejected": 1}
    assert await world.done("commitImport", selection, previewId=preview["id"]) == done
    found = await world.ask('query Q { resource(cn: "CN1") { lastName } }')
    assert found["resource"]["lastName"] == "Lovelace"


@pytest.mark.parametrize(("column", "word"), [("Skills", "Claims {}"), ("State", "FL")])
async def test_what_a_person_can_do_has_a_bound_in_a_file_too(world: Planner, column: str, word: str) -> None:
    for count in (100, 101):
        words = "|".join(word.format(number) for number in range(count))
        given = {"State": "FL", "Skills": "Claims", column: words}
        row = f"CN901,Ada,L,Amisys,Domestic,{given['State']},{given['Skills']},1\n"
        preview = (await sent(world, "previewRosterImport", ROSTER + row))["preview"]
        assert preview["created"] == (count == 100)
    (bad,) = preview["rejected"]
    assert (bad["row"], bad["column"]) == (2, column)
    assert "has 101 entries; at most 100 are accepted" in bad["reason"]


async def test_a_preview_of_data_that_changed_is_superseded(world: Planner) -> None:
    preview = (await sent(world, "previewRosterImport", GOOD))["preview"]
    await world.done("updateResource", "__typename", cn="CN1", patch={"lastName": "Lovelace", "skills": ["Claims"]})
    (problem,) = await world.refused("commitImport", previewId=preview["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_a_file_is_committed_in_the_notation_it_was_previewed_in(world: Planner) -> None:
    german = FORECAST.replace(",1000", ",1.000").replace('"1,000"', "1.000")
    given = {"name": "may.csv", "month": "May", "year": 2025}
    unclear = (await sent(world, "previewForecastImport", german, **given))["preview"]
    assert (unclear["created"], unclear["reading"]["decimalMark"]) == (0, None)
    assert "can be read as 1 or as 1000" in unclear["rejected"][0]["reason"]
    preview = (await sent(world, "previewForecastImport", german, decimal=",", **given))["preview"]
    assert (preview["created"], preview["reading"]["decimalMark"]) == (1, ",")
    done = await world.done("commitImport", "created rejected", previewId=preview["id"])
    assert done == {"created": 1, "rejected": 0}
    found = await world.ask('query Q { report(value: "2025-05") { records { months { forecast } } } }')
    assert [cell["forecast"] for cell in found["report"]["records"][0]["months"]] == [1000] * 6


@pytest.mark.parametrize(("argument", "value"), [("decimal", ";"), ("encoding", "klingon"), ("encoding", "rot13")])
async def test_how_a_file_cannot_be_read_is_a_problem_of_its_argument(
    world: Planner, argument: str, value: str
) -> None:
    answer = await sent(world, "previewRosterImport", GOOD, **{argument: value})
    assert [problem["path"] for problem in answer["problems"]] == [[argument]]


@pytest.mark.shares
async def test_an_unknown_preview_is_refused(world: Planner) -> None:
    (problem,) = await world.refused("commitImport", previewId="6f1d4b86-52f0-4ac7-9d5c-5f3a3b0f7a11")
    assert (problem["code"], problem["path"]) == ("PREVIEW_UNKNOWN", ["previewId"])


async def test_a_newer_forecast_takes_assignments_over(world: Planner) -> None:
    items = [world.weeks("CN1", CLAIMS, 26, 30)]
    await world.done("bulkAssign", "created", items=items)
    answer = await sent(world, "previewForecastImport", FORECAST, name="may.csv", month="May", year=2025)
    assert answer["preview"]["created"] == 1
    await world.done("commitImport", "created", previewId=answer["preview"]["id"])
    rows = await world.ask("query Q { assignments { nodes { week weeklyCapacity report { value } } } }")
    assert [(row["week"], row["report"]["value"], row["weeklyCapacity"]) for row in rows["assignments"]["nodes"]] == [
        (26, "2025-04", 506.25), *((week, "2025-05", 1012.5) for week in (27, 28, 29, 30)),
    ]  # fmt: skip


@pytest.mark.shares
async def test_a_file_that_cannot_be_read_is_a_problem(world: Planner) -> None:
    for content, name in (
        ("", "roster.csv"),
        ("PK\x03\x04", "roster.xlsx"),
        ("a,b\n1,2\n", "roster.csv"),
        (GOOD, "x.pdf"),
    ):
        (problem,) = (await sent(world, "previewRosterImport", content, name=name))["problems"]
        assert problem["code"] == "INVALID_INPUT"
    (month,) = (await sent(world, "previewForecastImport", FORECAST, month="Brumaire", year=2025))["problems"]
    assert month["path"] == ["month"]


WRONG: dict[str, dict[str, str]] = {
    "no map": {"operations": "{}"},
    "no operations": {"map": "{}"},
    "operations that are no object": {"operations": "[]", "map": "{}"},
    "a map that is no object": {"operations": "{}", "map": "[1]"},
    "a map of no file": {"operations": "{}", "map": '{"9": ["variables.file"]}'},
    "a path that leads nowhere": {"operations": "{}", "map": '{"0": ["variables.file"]}'},
    "a path out of the variables": {"operations": '{"query": null}', "map": '{"0": ["query"]}'},
    "a path into a text": {"operations": '{"variables": {"file": "x"}}', "map": '{"0": ["variables.file.0"]}'},
    "a path that is a number": {"operations": '{"variables": {"file": null}}', "map": '{"0": [1]}'},
    "JSON that is none": {"operations": "{", "map": "{}"},
}


@pytest.mark.shares
@pytest.mark.parametrize("form", WRONG.values(), ids=WRONG)
async def test_a_wrong_multipart_request_is_told_what_is_wrong(world: Planner, form: dict[str, str]) -> None:
    response = await world.http.post(
        "/graphql", data=form, files={"0": ("a.csv", b"x")}, headers={**world.headers, **PREFLIGHT}
    )
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.shares
async def test_a_form_is_utf8_whatever_codec_it_asks_for(world: Planner) -> None:
    slow = b"-" + b"baaa" * 30_000  # as Punycode it takes seconds, in which nobody else is served
    for charset in sorted({"Punycode", "\u00b2", "x" * 300, *aliases, *aliases.values()} - {"utf8", "utf_8"}):
        kind = f'multipart/form-data; boundary=b; charset="{charset}"'.encode()
        form = b'--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n%s\r\n--b--\r\n' % slow
        headers = {**world.headers, **PREFLIGHT, "Content-Type": kind}
        response = await world.http.post("/graphql", content=form, headers=headers)
        is_utf8 = charset in ("utf-8", "UTF-8")
        assert response.status_code == (400 if is_utf8 else 415), charset
        assert is_utf8 or "UTF-8" in response.json()["errors"][0]["message"]
    for charset in ("utf-8", "UTF-8", "utf8", '"utf-8"'):
        form = b"".join(
            b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part
            for part in ((b"operations", b'{"query": "{ viewer { subject } }"}'), (b"map", b"{}"))
        )
        headers = {**world.headers, **PREFLIGHT, "Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
        response = await world.http.post("/graphql", content=form + b"--b--\r\n", headers=headers)
        assert response.json() == {"data": {"viewer": {"subject": "tester"}}}


@pytest.mark.shares
@pytest.mark.parametrize("value", ["roster.csv", 7, True, [], [None], {"filename": "roster.csv"}])
async def test_what_only_stands_where_a_file_should_is_no_file(world: Planner, value: Any) -> None:
    query = "mutation Send($file: Upload!) { previewRosterImport(file: $file) { preview { id } } }"
    (error,) = await world.errors(query, file=value)
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "multipart" in error["message"]


@pytest.mark.shares
async def test_a_file_in_the_document_is_no_file(world: Planner) -> None:
    (error,) = await world.errors('mutation Send { previewRosterImport(file: "x") { preview { id } } }')
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.shares
async def test_a_multipart_request_without_a_preflight_is_refused(world: Planner) -> None:
    response = await world.http.post(
        "/graphql", data=WRONG["no map"], files={"0": ("a.csv", b"x")}, headers=world.headers
    )
    assert response.status_code == 400
    assert "GraphQL-Preflight" in response.text


@pytest.mark.shares
async def test_a_body_beyond_the_limit_is_cut_off(world: Planner) -> None:
    form = {
        "operations": '{"query": "query Q { viewer { subject } }", "variables": {"file": null}}',
        "map": '{"0": ["variables.file"]}',
    }
    response = await world.http.post(
        "/graphql", data=form, files={"0": ("a.csv", b"x" * 12_000_000)}, headers={**world.headers, **PREFLIGHT}
    )
    assert response.status_code == 413
