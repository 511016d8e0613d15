"""Reports are values of their rooms: what serves them names no room, and their values agree with one another."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from server.rest.arguments import COMMON, arguments_of
from server.rooms import HOUSE
from services.shared.report import FlatReport, NestedReport

ROOT = Path(__file__).parents[2]
SERVING = ("server/rest", "server/render", "server/odata")
TAKES_IMPORTS = ROOT / "server/rest/imports.py"  # previews by the same steps as mutations, whichever kind it is
OF_OTHERS = {
    "platform",
    "locality",
    "state",
    "case_type",
    "month_from",
    "month_to",
}  # of people, and of weeks in a grid
FLOORS_WITH_ROOMS = {"resolvers", "schema", "services", "db"}
OF_NO_ROOM = {"shared", "engine", "freeing", "postgres"}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def serving() -> list[Path]:
    return [path for folder in SERVING for path in (ROOT / folder).rglob("*.py") if path != TAKES_IMPORTS]


def test_what_serves_reports_imports_nothing_of_a_room() -> None:
    of_rooms = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in serving()
        for module in imported(path)
        if module.split(".")[0] in FLOORS_WITH_ROOMS and module.split(".")[1] not in OF_NO_ROOM
    }
    assert len(serving()) > 10
    assert of_rooms == set()


def test_what_serves_reports_names_no_report_and_no_argument_of_one() -> None:
    own = {argument.name for report in HOUSE.reports for argument in arguments_of(report)}
    names = {*(report.path for report in HOUSE.reports), *(download.path for download in HOUSE.downloads), *own}
    names -= {"status", "number", "date", "kind"}  # of an answer; types of JSON; of the document of a service
    names -= {""}  # the path of the list of reports
    for path in serving():
        texts = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert not texts & names, path


def test_a_path_is_of_one_report() -> None:
    paths = Counter([report.path for report in HOUSE.reports] + [download.path for download in HOUSE.downloads])
    assert {path: count for path, count in paths.items() if count > 1} == {}


def test_an_argument_means_the_same_in_every_report() -> None:
    arguments = [*COMMON, *(argument for report in HOUSE.reports for argument in arguments_of(report))]
    read = {argument.name: (argument.parse, argument.is_repeatable) for argument in arguments}
    unlike = [one.name for one in arguments if read[one.name] != (one.parse, one.is_repeatable)]
    assert unlike == []
    # Which report is chosen where none is named, and whether all can be, is the report's own.
    by_name = {argument.name: argument for argument in arguments}
    told = {argument.name for argument in arguments if by_name[argument.name] is not argument}
    assert told == {"report", *OF_OTHERS}


def test_a_nested_form_is_described_and_a_schema_is_of_one_form_or_the_same_in_all() -> None:
    forms = [
        report.nested for report in HOUSE.reports if isinstance(report, FlatReport | NestedReport) and report.nested
    ]
    assert all(form.name in form.schemas for form in forms)
    described = {name: schema for form in forms for name, schema in form.schemas.items()}
    assert all(described[name] == schema for form in forms for name, schema in form.schemas.items())


def test_every_answer_depends_on_versions_of_something() -> None:
    assert [report.path for report in HOUSE.reports if not report.scopes] == []
