"""Manifests are read, or the server does not start and says which file, document and place is at fault."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.errors import Misconfigured
from server.graphql.documents import DocumentCache
from server.graphql.known_documents import known_documents
from server.graphql.manifests import read_manifest
from server.graphql.schema import schema
from server.settings import Settings

WHO = "query Who { viewer { subject } }"
APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}


def written(folder: Path, content: Any, name: str = "documents.json") -> str:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(file)


def opened(**settings: Any) -> None:
    known_documents(Settings(_env_file=None, **settings), DocumentCache(schema._schema))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is not JSON in UTF-8"),
        (b"\xff\xfe", "is not JSON in UTF-8"),
        (7, "is no manifest"),
        ([["a", WHO, "x"]], "is no manifest"),
        ([WHO], "is no manifest"),
        ({"a": 7}, "'a' is no id with a document"),
        ({"": WHO}, "'' is no id with a document"),
        ([["a", WHO], ["a", "{ viewer { tenant } }"]], "two documents have the id 'a'"),
        ({**APOLLO, "version": 2, "operations": []}, "another format or version"),
        ({**APOLLO, "format": "another", "operations": []}, "another format or version"),
        ({**APOLLO, "operations": {}}, "another format or version"),
        ({**APOLLO, "operations": [WHO]}, "an operation is no object"),
        ({**APOLLO, "operations": [{"id": "a"}]}, "'a' is no id with a document"),
    ],
)
def test_what_is_no_manifest_says_what_is_wrong_and_what_is_accepted(tmp_path: Path, content: Any, told: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(Misconfigured) as refused:
        read_manifest(Path(path))
    assert str(refused.value).startswith(path)
    assert told in str(refused.value)
    assert "accepted: " in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    for path in (tmp_path / "nowhere.json", tmp_path / "folder.json"):
        with pytest.raises(Misconfigured, match="cannot be read"):
            opened(trusted_documents=str(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("query Wrong { viewer { subjekt } }", "(Wrong): Cannot query field 'subjekt' on type 'Viewer'."),
        ("{ viewer {", "Syntax Error"),
        ("fragment F on Query { viewer { subject } }", "the document has no such operation"),
        ("query Q($n: Int!) { viewer { subject } }", "(Q): Variable '$n' is never used"),
        ("query Long { viewer { subject } }" + " " * 20_000, "(Long): the document is too complex: bytes"),
        ("query A { viewer { subject } } query B { viewer { nothing } }", "(A, B): Cannot query field 'nothing'"),
        ("query Deep { " + "viewer { " * 20 + "x" + " }" * 21, "(Deep): the document is too complex: levels"),
        ("{" * 1_900, "Syntax Error"),
    ],
    ids=["field", "syntax", "fragment", "variable", "long", "second", "deep", "braces"],
)
def test_a_document_that_cannot_be_answered_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, {"good": WHO, "bad": text})
    with pytest.raises(Misconfigured) as refused:
        opened(trusted_documents=path)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{path}: document 'bad'")
    assert told in line


def test_every_fault_is_told_at_once_but_not_hundreds(tmp_path: Path) -> None:
    path = written(tmp_path, {f"bad {number}": f"{{ nothing{number} }}" for number in range(100)})
    with pytest.raises(Misconfigured) as refused:
        opened(trusted_documents=path)
    lines = str(refused.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "and 80 more")


def test_manifests_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    one = written(tmp_path, {"a": WHO, "b": WHO}, "one.json")
    same = written(tmp_path, {**APOLLO, "operations": [{"id": "a", "body": WHO}]}, "same.json")
    other = written(tmp_path, {"a": "{ viewer { tenant } }"}, "other.json")
    opened(trusted_documents=f" {one} , {same},")
    with pytest.raises(Misconfigured, match=r"other\.json: another manifest has another document with the id 'a'"):
        opened(trusted_documents=f"{one},{other}")


def test_to_answer_them_alone_there_must_be_some(tmp_path: Path) -> None:
    for path in ("", written(tmp_path, {})):
        with pytest.raises(Misconfigured, match="HEADROOM_TRUSTED_DOCUMENTS names no document"):
            opened(trusted_documents=path, only_trusted_documents=True)
