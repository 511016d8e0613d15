"""The three questions, as GraphQL for the server and as paths for the bare routes."""

from dataclasses import dataclass
from random import Random

import orjson

from benchmarks.data import FIRST_MONTH, REPORT, Size
from services.shared.calendar import weeks_of_year

PEOPLE = 500
NEXT_WEEKS = 4
CNS = 100

FIGURES = (
    "forecast capacity gap headcount actualCount placeholderCount fteEquivalent fteRequired plannedFte plannedCapacity"
)
NODE = f"slug name months {{ metrics {{ {FIGURES} }} }}"

TREE = f"""query Tree($report: String!) {{ report(value: $report) {{ tree(by: [CATEGORY, STATE, CASE_TYPE]) {{
  months {{ label }} categories {{ {NODE} children {{ {NODE} children {{ {NODE} }} }} }} }} }} }}"""

PEOPLE_AND_WEEKS = """query PeopleAndWeeks($first: Int!) { resources(first: $first) { nodes { cn assignments {
  year week productionPercentage weeklyCapacity tier { name percentage } demand { mainLob state caseType } } } } }"""

NEXT_WEEKS_OF_ONE = """query NextWeeks($cn: String!, $weeks: WeekRangeInput!) { resource(cn: $cn) {
  cn displayName platform location assignments(weeks: $weeks) { year week productionPercentage weeklyCapacity } } }"""


@dataclass(frozen=True)
class Ask:
    """One request: the GraphQL body, and the bare route's path that gives the same answer."""

    body: bytes
    path: str


@dataclass(frozen=True)
class SnapshotSession:
    """A question, asked in one or several variants; `samples` is how many latencies of each side are taken."""

    name: str
    title: str
    asks: list[Ask]
    samples: int


def questions(size: Size) -> list[SnapshotSession]:
    """The three questions about data of a size."""
    return [
        SnapshotSession("T1", "the whole capacity tree, 3 levels × 6 months × 10 metrics", [_tree()], 40),
        SnapshotSession("T2", f"{PEOPLE} resources, their {size.weeks} assignments, tier and demand", [_people()], 60),
        SnapshotSession("T3", f"one resource by cn, its next {NEXT_WEEKS} weeks", _one(size), 600),
    ]


def _tree() -> Ask:
    return Ask(graphql_body(TREE, report=REPORT.value), f"/tree?year={REPORT.year}&month={REPORT.number}")


def _people() -> Ask:
    return Ask(graphql_body(PEOPLE_AND_WEEKS, first=PEOPLE), f"/people?first={PEOPLE}")


def _one(size: Size) -> list[Ask]:
    weeks = weeks_of_year(FIRST_MONTH.year)
    start = min(9, size.weeks - NEXT_WEEKS)
    year, first, last = FIRST_MONTH.year, weeks[start].number, weeks[start + NEXT_WEEKS - 1].number
    span = {"from": {"year": year, "week": first}, "to": {"year": year, "week": last}}
    actual = [number for number in range(1, size.people + 1) if number % 10]
    cns = [f"CN{10_000 + number}" for number in Random(size.seed).sample(actual, min(CNS, len(actual)))]
    return [
        Ask(graphql_body(NEXT_WEEKS_OF_ONE, cn=cn, weeks=span), f"/one?cn={cn}&year={year}&first={first}&last={last}")
        for cn in cns
    ]


def graphql_body(query: str, **variables: object) -> bytes:
    """A request as it is posted."""
    return orjson.dumps({"query": query, "variables": variables})


def posted(body: bytes, bearer: str) -> str:
    """The whole request, as the load generator sends it."""
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bearer}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body.decode()}"
