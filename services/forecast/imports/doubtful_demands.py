"""Warnings about rows of a forecast that make a new demand because of a slip, in a word or in one of its letters."""

from collections.abc import Iterable, Iterator, Mapping

from services.forecast.imports.forecast_file import ForecastFile, ForecastLine
from services.forecast.imports.forecast_update import DemandKey
from services.shared.cell_words import MOST_WORDS, CellWords, WordPlace
from services.shared.near_words import NearWords, near_word, slips_between
from services.shared.text import key

KINDS = {"main_lob": "main LOB", "state": "state", "case_type": "case type"}
"""The parts of a demand in the order of its key, and what they are called."""

Match = tuple[str, ...]


def doubtful_demands(file: ForecastFile, known: Iterable[DemandKey]) -> list[str]:
    """A sentence for each word that no demand has and that is near one in use, or near one that more rows have.

    Where every word is in use, or is a state like any other, one for each that makes a new demand of one that the file
    lacks. `known` are the demands there are.
    """
    demands = {_match(demand): demand for demand in known}
    doubted: set[tuple[str, str]] = set()
    warnings = []
    for part, (name, kind) in enumerate(KINDS.items()):
        words = _words(file, part, name)
        for place, meant in _slips(words.of(name), NearWords(demand[part] for demand in demands.values())):
            doubted.add((name, key(place.word)))
            warnings.append(place.warning(kind, meant))
    return [*warnings, *_of_missing(file, demands, doubted)]


def _words(file: ForecastFile, part: int, name: str) -> CellWords:
    words = CellWords()
    for line in file.lines:
        words.note(name, [line.key[part]], row=line.row, column=file.columns[name])
    return words


def _slips(places: Iterable[WordPlace], known: NearWords) -> Iterator[tuple[WordPlace, str]]:
    """The words that are probably slips, in the order in which they stand, each with what was meant."""
    usual = NearWords()
    rows: dict[str, int] = {}
    found = []
    for place in sorted(places, key=lambda place: (-place.rows, place.row)):
        if place.word in known:
            continue
        if (meant := known.nearest(place.word)) is not None:
            found.append((place, meant))
        elif (meant := usual.nearest(place.word)) is not None:
            found.append((place, f"{meant}, as in row {rows[meant]}"))
        else:
            usual.add(place.word)
            rows[place.word] = place.row
    yield from sorted(found, key=lambda pair: pair[0].row)


def _of_missing(file: ForecastFile, demands: Mapping[Match, DemandKey], doubted: set[tuple[str, str]]) -> Iterator[str]:
    """New demands that are a demand which the file lacks but for a slip, told once for each word and what was meant."""
    held = {line.match for line in file.lines}
    missing: dict[tuple[str, Match], list[DemandKey]] = {}
    for match, demand in demands.items():
        for name, others in _others(match):
            if match not in held:
                missing.setdefault((name, others), []).append(demand)
    found: dict[tuple[str, str, str], tuple[WordPlace, ForecastLine, DemandKey]] = {}
    for line in file.lines:
        if line.match in demands or any((name, word) in doubted for name, word in zip(KINDS, line.match, strict=True)):
            continue
        for part, (name, others) in enumerate(_others(line.match)):
            if (meant := _nearest(line.key[part], part, missing.get((name, others), ()))) is not None:
                told = (name, line.match[part], key(meant[part]))
                place, first, demand = found.get(told) or (
                    WordPlace(line.key[part], line.row, file.columns[name], 0), line, meant
                )  # fmt: skip
                found[told] = place._replace(rows=place.rows + 1), first, demand
    for place, line, demand in list(found.values())[:MOST_WORDS]:
        yield (
            f"row {place.row}, {place.column}: no demand is {' / '.join(line.key)}; "
            f"did you mean {' / '.join(demand)}, which the file lacks?{place.more}"
        )


def _others(match: Match) -> Iterator[tuple[str, Match]]:
    """Each part's name, with the other parts."""
    for part, name in enumerate(KINDS):
        yield name, match[:part] + match[part + 1 :]


def _nearest(word: str, part: int, demands: Iterable[DemandKey]) -> DemandKey | None:
    """The demand that one was meant to be, by the word in which they differ."""
    by_word = {demand[part]: demand for demand in demands}
    if part == [*KINDS].index("state"):
        # Every code is a letter away from others: where all else is the same and the file lacks that one, it counts.
        meant = next((one for one in sorted(by_word) if len(one) == len(word) and slips_between(word, one) == 1), None)
    else:
        meant = near_word(word, by_word)
    return by_word[meant] if meant is not None else None


def _match(demand: DemandKey) -> Match:
    return tuple(map(key, demand))
