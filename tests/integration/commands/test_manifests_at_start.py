"""A server whose manifests are at fault does not start, and says so in a line for each fault."""

import json
from pathlib import Path

import pytest

from tests.integration.commands.conftest import Headroom
from tests.support.live import free_port


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_document_that_cannot_be_answered_keeps_a_server_from_starting(
    headroom: Headroom, tmp_path: Path, workers: str
) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({"good": "{ viewer { subject } }", "bad": "query Wrong { viewer { subjekt } }"}))
    command = ("serve", "--port", str(free_port()), "--workers", workers)
    done = headroom(*command, HEADROOM_TRUSTED_DOCUMENTS=str(manifest))
    fault = "Cannot query field 'subjekt' on type 'Viewer' (line 1, column 24)"
    told = f"error: {manifest}: document 'bad' (Wrong): {fault}"
    assert (done.returncode, done.stderr.splitlines()) == (1, [told])


def test_to_answer_trusted_documents_alone_takes_a_manifest(headroom: Headroom, tmp_path: Path) -> None:
    done = headroom("serve", "--port", str(free_port()), HEADROOM_ONLY_TRUSTED_DOCUMENTS="true")
    assert done.returncode == 1
    assert "HEADROOM_TRUSTED_DOCUMENTS names no document" in done.stderr
    gone = str(tmp_path / "gone.json")
    done = headroom("serve", "--port", str(free_port()), HEADROOM_TRUSTED_DOCUMENTS=gone)
    assert (done.returncode, done.stderr.startswith(f"error: {gone} cannot be read")) == (1, True)
