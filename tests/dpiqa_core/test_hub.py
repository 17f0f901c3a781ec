"""Fetching base weights. The hub is a STAND-IN on this machine that speaks the hub's protocol; no test reaches out."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dpiqa_core import hub as hub_module
from dpiqa_core.errors import ModelError
from dpiqa_core.hub import BASE_WEIGHTS, BaseWeights, Hub

REVISION = "0123456789abcdef0123456789abcdef01234567"
LARGE = bytes(range(256)) * 12_000  # 3 MB
WEIGHTS = BaseWeights(
    "tiny",
    "Tiny weights",
    "CC0-1.0",
    "tests",
    "somebody/tiny",
    REVISION,
    {"config.json": None, "unet/w.safetensors": len(LARGE)},
)


class StandIn:
    """What the stand-in answers, and what it was asked."""

    def __init__(self) -> None:
        self.files = {"config.json": b"{}", "unet/w.safetensors": LARGE}
        self.commit = REVISION
        self.digest = hashlib.sha256(LARGE).hexdigest()
        self.linked_size = len(LARGE)
        self.breaks: list[int] = []  # bytes after which the next answers break off
        self.asked: list[tuple[str, str, str | None]] = []


@pytest.fixture
def stand_in() -> Iterator[tuple[StandIn, str]]:
    script = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Be quiet."""

        def do_HEAD(self) -> None:
            name = self._name()
            if name is None:
                return
            self.send_response(302 if name.endswith(".safetensors") else 200)
            self.send_header("X-Repo-Commit", script.commit)
            if name.endswith(".safetensors"):
                self.send_header("Location", f"/content/{name}")
                self.send_header("X-Linked-Size", str(script.linked_size))
                self.send_header("X-Linked-Etag", f'"{script.digest}"')
            else:
                self.send_header("ETag", '"small"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            if self.path.startswith("/content/"):
                self._content(self.path.removeprefix("/content/"))
                return
            name = self._name()
            if name is None:
                return
            if name.endswith(".safetensors"):
                self.send_response(302)
                self.send_header("Location", f"/content/{name}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._content(name)

        def _name(self) -> str | None:
            found = re.fullmatch(rf"/somebody/tiny/resolve/{REVISION}/(.+)", self.path)
            if found is None or found[1] not in script.files:
                self.send_error(404)
                return None
            return found[1]

        def _content(self, name: str) -> None:
            wanted = self.headers.get("Range")
            script.asked.append((self.command, name, wanted))
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            data = script.files[name][start:]
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if script.breaks and name.endswith(".safetensors"):
                self.wfile.write(data[: script.breaks.pop(0)])
                self.close_connection = True
                self.connection.close()
                return
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield script, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(address: str, target: Path, progress: list[tuple[int, int]] | None = None, *, offline: bool = False) -> Path:
    seen = progress if progress is not None else []
    return Hub(address, offline=offline).download(WEIGHTS, target, lambda done, total: seen.append((done, total)))


def test_all_files_arrive_with_progress_and_are_not_fetched_again(
    stand_in: tuple[StandIn, str], tmp_path: Path
) -> None:
    script, address = stand_in
    progress: list[tuple[int, int]] = []
    assert fetch(address, tmp_path / "tiny", progress) == tmp_path / "tiny"
    assert (tmp_path / "tiny" / "unet" / "w.safetensors").read_bytes() == LARGE
    assert (tmp_path / "tiny" / "config.json").read_bytes() == b"{}"
    assert progress[-1] == (len(LARGE), len(LARGE))
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)
    asked = len(script.asked)
    fetch(address, tmp_path / "tiny", offline=True)
    assert len(script.asked) == asked


def test_a_broken_download_goes_on_where_it_ended(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    script.breaks = [1_000_000, 0]
    with pytest.raises(ModelError, match=r"cannot be reached.*What has arrived is kept"):
        fetch(address, tmp_path / "tiny")
    part = tmp_path / "tiny" / "unet" / "w.safetensors.part"
    begun = part.stat().st_size
    assert 0 < begun <= 1_000_000
    assert not part.with_suffix("").exists()
    fetch(address, tmp_path / "tiny")
    assert script.asked[-1] == ("GET", "unet/w.safetensors", f"bytes={begun}-")
    assert (tmp_path / "tiny" / "unet" / "w.safetensors").read_bytes() == LARGE
    assert not part.exists()


def test_a_connection_that_breaks_once_is_taken_up_again(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    script.breaks = [1_000_000]
    fetch(address, tmp_path / "tiny")
    assert (tmp_path / "tiny" / "unet" / "w.safetensors").read_bytes() == LARGE
    assert [wanted is None for _, name, wanted in script.asked if name != "config.json"] == [True, False]


def test_another_revision_is_refused(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    script.commit = "f" * 40
    with pytest.raises(ModelError, match=r"another revision.*HF_ENDPOINT"):
        fetch(address, tmp_path / "tiny")
    assert not list((tmp_path / "tiny").rglob("*.*"))


def test_other_bytes_than_promised_are_refused(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    script.files["unet/w.safetensors"] = LARGE[:-1] + b"!"
    with pytest.raises(ModelError, match="not what the hub promised"):
        fetch(address, tmp_path / "tiny")
    assert not list((tmp_path / "tiny" / "unet").iterdir())


def test_another_size_is_refused(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    script.linked_size = 5
    with pytest.raises(ModelError, match="another file than expected"):
        fetch(address, tmp_path / "tiny")


def test_a_repository_that_is_gone_is_told(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    del script.files["config.json"]
    with pytest.raises(ModelError, match=rf"does not give out somebody/tiny at revision {REVISION} \(answer 404\)"):
        fetch(address, tmp_path / "tiny")


def test_no_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be reached \(.*\)\. Check the network"):
        fetch("http://127.0.0.1:9", tmp_path / "tiny")


def test_the_offline_switch_is_respected(stand_in: tuple[StandIn, str], tmp_path: Path) -> None:
    script, address = stand_in
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE is set"):
        fetch(address, tmp_path / "tiny", offline=True)
    assert not script.asked


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    stand_in: tuple[StandIn, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, address = stand_in
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(ModelError, match="GB left where"):
        fetch(address, tmp_path / "tiny")
    assert not script.asked


@pytest.mark.parametrize("weights", BASE_WEIGHTS.values(), ids=list(BASE_WEIGHTS))
def test_what_is_pinned_is_a_commit_and_safetensors_only(weights: BaseWeights) -> None:
    assert re.fullmatch(r"[0-9a-f]{40}", weights.revision)
    assert all(name.endswith((".safetensors", ".json", ".txt")) for name in weights.files)
    assert weights.size > 1e9
    assert hub_module.BASE_WEIGHTS[weights.name] is weights
