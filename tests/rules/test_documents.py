"""What newcomers read is short, its links lead somewhere, and its commands are there."""

import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from server.cli import app

ROOT = Path(__file__).parents[2]
LONGEST_README = 149
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CODE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
HEADROOM = re.compile(r"(?<![\w/.-])(?:\.venv/bin/)?headroom ([a-z][^#|)\n]*)")
MAKE = re.compile(r"^make ([a-z]+)", re.MULTILINE)


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "columnar/README.md", ROOT / "benchmarks/README.md"]
    return sorted(found)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """The headings of a document as addresses name them."""
    titles = HEADING.findall(CODE.sub("", document.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_readme_is_one_that_a_newcomer_finishes() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("document", documents(), ids=named)
def test_links_lead_to_files_and_headings_that_are_there(document: Path) -> None:
    links = [link for link in LINK.findall(CODE.sub("", document.read_text("utf-8"))) if "://" not in link]
    assert [link for link in links if not leads_somewhere(document, link)] == []


def leads_somewhere(document: Path, link: str) -> bool:
    file, _, heading = link.partition("#")
    target = (document.parent / file).resolve() if file else document
    return target.exists() and (not heading or heading in anchors(target))


class Line(NamedTuple):
    """A headroom command that a document tells its readers to type."""

    document: str
    words: tuple[str, ...]


def commands() -> set[Line]:
    return {
        Line(named(document), tuple(shlex.split(found)))
        for document in documents()
        for code in codes(document)
        for found in HEADROOM.findall(code)
    }


def codes(document: Path) -> list[str]:
    """What stands in blocks of code, and between backquotes."""
    text = document.read_text("utf-8")
    found = [*CODE.finditer(text), *INLINE.finditer(CODE.sub("", text))]
    return [code[1] for code in found]


def test_documents_have_commands() -> None:
    assert len([line for line in commands() if line.document == "README.md"]) >= 10


@pytest.mark.parametrize("line", sorted(commands()), ids=lambda line: " ".join((line.document, *line.words[:2])))
def test_a_command_is_written_as_it_is_called(line: Line) -> None:
    """Its name, and every option of it, are those of the command line."""
    words, command = list(line.words), typer.main.get_command(app)
    while words and (subcommand := part_of(command, words[0])):
        words, command = words[1:], subcommand
    options = {option for parameter in command.params for option in parameter.opts}
    assert not (words and hasattr(command, "get_command")), f"there is no command {words[0]}"
    assert {word for word in words if word.startswith("--")} <= options | {"--help"}


def part_of(command: Any, name: str) -> Any:
    """A command of a group of commands; None where there is none."""
    found = getattr(command, "get_command", None)
    return found and found(typer.Context(command), name)


def test_targets_of_make_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = {target for document in documents() for code in codes(document) for target in MAKE.findall(code)}
    assert {"demo", "test"} <= written <= targets
