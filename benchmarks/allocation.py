"""python -m benchmarks.allocation: what stays uncovered, what must, and what first come, first served leaves."""

import argparse
import random
import resource
import time
from itertools import product
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from services.workforce.allocation.solver.problem import SEARCH_SECONDS, Person, Problem, Work
from services.workforce.allocation.solver.solve import solve

PLATFORMS, LOCATIONS, MARKETS = ("A", "B", "C", "D", "E", "F"), ("DOMESTIC", "GLOBAL"), 2
STATES, SKILLS = [f"S{number}" for number in range(30)], [f"K{number}" for number in range(15)]
RAMPS = (1.0, 1.0, 1.0, 0.75, 0.5, 0.25)


class Size(NamedTuple):
    """How large a problem is."""

    people: int
    weeks: int
    demands: int


def main() -> None:
    """Solve one problem with everybody at full production and one with ramps, and print both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.allocation", description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--demands", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=SEARCH_SECONDS, help="how long each may take at most")
    options = parser.parse_args()
    size = Size(options.people, options.weeks, options.demands)
    fte = ("first come", "uncovered", "bound", "gap")
    table = Table("percentages", *fte, "÷ first come", "÷ bound", "proven", "seconds", "MB so far")
    for name, shares in (("all 100 %", (1.0,)), ("ramps of 25 to 100 %", RAMPS)):
        problem = drawn(size, shares, options.seed)
        baseline = first_come(problem)
        began = time.monotonic()
        answer = solve(problem, seconds=options.seconds)
        took = time.monotonic() - began
        table.add_row(
            name,
            *(f"{value:,.2f}" for value in (baseline, answer.uncovered_after, answer.proven_bound, answer.gap)),
            ratio(answer.uncovered_after, baseline, 3),
            ratio(answer.uncovered_after, answer.proven_bound, 6),
            "yes" if answer.is_optimal else "no",
            f"{took:.1f}",
            str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024),
        )
    console = Console(width=140)
    console.print(f"{size.people:,} people × {size.weeks} weeks × {size.demands:,} demands, seed {options.seed}")
    console.print(table)
    console.print(f"In FTE-weeks. At most {options.seconds:g} seconds each, explanations included.")


def ratio(value: float, of: float, places: int) -> str:
    """A quotient, which nothing has that is divided by nothing."""
    return f"{value / of:.{places}f}" if of else "–"


def drawn(size: Size, shares: tuple[float, ...], seed: int) -> Problem:
    """A problem in which people know one to five case types in one to six states."""
    dice = random.Random(seed)
    kinds = list(product(PLATFORMS, LOCATIONS, STATES, SKILLS, range(MARKETS)))
    demands = [
        Work(number, f"{platform} M{market} {location}", state, skill, platform, location)
        for number, (platform, location, state, skill, market) in enumerate(dice.sample(kinds, size.demands))
    ]
    people = [
        Person(
            id=number,
            cn=f"CN{number:05d}",
            platform=dice.choice(PLATFORMS),
            location=dice.choice(LOCATIONS),
            states=frozenset(dice.sample(STATES, dice.randint(1, 6))),
            skills=frozenset(dice.sample(SKILLS, dice.randint(1, 5))),
            percentage=dice.choice(shares),
            weeks=frozenset(week for week in range(size.weeks) if dice.random() < 0.9),
            standing={},
            busy={},
        )
        for number in range(size.people)
    ]
    months = [week * 6 // size.weeks + 1 for week in range(size.weeks)]
    workload = {(work.id, month): max(0.0, dice.gauss(2.2, 1.2)) for work in demands for month in range(1, 7)}
    return Problem(people, demands, months, workload, {})


def first_come(problem: Problem) -> float:
    """FTE-weeks left uncovered when people, one after another, go where most is missing."""
    left = {
        (one.id, week): problem.need(one.id, week) for one in problem.demands for week in range(len(problem.months))
    }
    for person in problem.people:
        able = [demand.id for demand in problem.demands if demand.accepts(person)]
        for week in person.weeks if able else ():
            best = max(able, key=lambda demand: left[demand, week])
            left[best, week] -= person.percentage
    return sum(max(0.0, value) for value in left.values())


if __name__ == "__main__":
    main()
