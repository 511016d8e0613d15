"""Problems to allocate: drawn at random, small ones and larger ones."""

import random

from services.workforce.allocation.solver.problem import Person, Problem, Work

PLATFORMS, STATES, SKILLS = ("Amisys", "Facets"), ("FL", "TX", "GA"), ("Claims", "Appeals", "OMNI")


def drawn(
    seed: int,
    *,
    people: int,
    demands: int,
    weeks: int,
    percentages: tuple[float, ...] = (1.0,),
    free: float = 0.8,
    standing: float = 0.0,
) -> Problem:
    """A problem; `free` is how likely somebody is free in a week, `standing` how likely a free one stands somewhere."""
    dice = random.Random(seed)
    kinds = [(p, s, k) for p in PLATFORMS for s in (*STATES, "N/A") for k in SKILLS]
    works = [
        Work(number, f"{platform} Medicaid DOMESTIC", state, skill, platform, "DOMESTIC")
        for number, (platform, state, skill) in enumerate(dice.sample(kinds, demands), start=1)
    ]
    months = [1 + week * 2 // weeks for week in range(weeks)]
    crowd = [_person(dice, number, works, weeks, percentages, free, standing) for number in range(1, people + 1)]
    workload = {(work.id, month): round(dice.uniform(0, 2.5), 2) for work in works for month in (1, 2)}
    covered = {(work.id, week): 0.5 for work in works for week in range(weeks) if dice.random() < 0.2}
    return Problem(crowd, works, months, workload, covered)


def _person(
    dice: random.Random,
    number: int,
    works: list[Work],
    weeks: int,
    percentages: tuple[float, ...],
    free: float,
    standing: float,
) -> Person:
    person = Person(
        id=number,
        cn=f"CN{number:04d}",
        platform=dice.choice(PLATFORMS),
        location="DOMESTIC",
        states=frozenset(dice.sample(STATES, dice.randint(1, 2))),
        skills=frozenset(dice.sample(SKILLS, dice.randint(1, 2))),
        percentage=dice.choice(percentages),
        weeks=frozenset(week for week in range(weeks) if dice.random() < free),
        standing={},
        busy={},
    )
    able = [work.id for work in works if work.accepts(person)]
    stands = {week: dice.choice(able) for week in sorted(person.weeks) if able and dice.random() < standing}
    return person._replace(standing=stands)


def first_come(problem: Problem) -> float:
    """What is left uncovered when people simply go where most is missing."""
    left = {
        (one.id, week): problem.need(one.id, week) for one in problem.demands for week in range(len(problem.months))
    }
    for person in problem.people:
        able = [demand.id for demand in problem.demands if demand.accepts(person)]
        for week in person.weeks:
            best = max(able, key=lambda one: left[one, week], default=None)
            if best is not None:
                left[best, week] -= person.at(week)
    return sum(max(0.0, value) for value in left.values())
