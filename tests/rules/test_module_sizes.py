"""A module does one thing, in at most 300 lines."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = (
    "server",
    "resolvers",
    "schema",
    "services",
    "db",
    "columnar",
    "sheets",
    "confined",
    "graphql_examples",
    "benchmarks",
    "tests",
)
LONGEST = 300


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for room in OURS
        for path in (ROOT / room).rglob("*.py")
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
