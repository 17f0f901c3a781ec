"""The program in processes of its own: what it imports, kills, Ctrl+C, two at once, no display."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import places
from tests.e2e.conftest import REPOSITORY, command, run_process
from tests.shoots import write_large_shoot, write_shoot

NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}


def scores_in(catalog: Path) -> int:
    """How many scores the catalogue's file holds, asked of the file itself."""
    try:
        with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True, timeout=10)) as connection:
            return int(connection.execute("SELECT count(*) FROM scores").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def wait_until(process: subprocess.Popen[bytes], condition: Callable[[], bool]) -> None:
    """Wait for ``condition`` while the process runs; fail when it ends before."""
    for _ in range(6000):
        if condition():
            return
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"the process ended early: {process.communicate()}")
    raise AssertionError("the condition never came true")


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--help",), ("PySide6", "torch", "onnxruntime", "numpy", "sqlalchemy", "PIL")),
        (("score", "SHOOT", "--model", "MODEL", "--device", "cpu"), ("PySide6", "torch", "diffusers", "transformers")),
        (("flag", "pick", "SHOOT/IMG_0000.jpg"), ("PySide6", "torch", "onnxruntime")),
        (("stars", "3", "SHOOT/IMG_0000.jpg"), ("PySide6", "torch", "onnxruntime")),
        (("export", "SHOOT", "--model", "MODEL", "--dry-run"), ("PySide6", "torch", "onnxruntime")),
        (("transfer", "keepers", "SHOOT", "--to", "SHOOT/keepers"), ("PySide6", "torch", "onnxruntime")),
        (("import-list", "SHOOT/list.txt", "SHOOT"), ("PySide6", "torch", "onnxruntime")),
        (("folders", "SHOOT", "--model", "MODEL"), ("PySide6", "torch", "onnxruntime")),
        (("models",), ("PySide6", "torch", "onnxruntime")),
        (("doctor",), ("PySide6", "torch")),
    ],
    ids=lambda value: value[0] if value[0] != "PySide6" else "",
)
def test_no_command_imports_what_it_does_not_need(
    arguments: tuple[str, ...], absent: tuple[str, ...], model_name: str, tmp_path: Path
) -> None:
    write_shoot(tmp_path / "shoot", 2)
    (tmp_path / "shoot" / "list.txt").write_text("IMG_0000")
    given = [a.replace("SHOOT", str(tmp_path / "shoot")).replace("MODEL", model_name) for a in arguments]
    script = (
        "import sys\n"
        "from app.cli import main\n"
        "try:\n    main(sys.argv[2:])\n"
        "except SystemExit as left:\n    assert left.code in (0, 1, None), left.code\n"
        "loaded = [name for name in sys.argv[1].split(',') if name in sys.modules]\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, ",".join(absent), *given], cwd=REPOSITORY, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_stdout_is_only_json_and_the_rest_is_on_stderr(model_name: str, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 3)
    (tmp_path / "shoot" / "broken.jpg").write_bytes(b"nothing")
    done = run_process("score", tmp_path / "shoot", "--model", model_name, "--json", "-")
    assert done.code == 1
    assert len(done.rows) == 4
    assert "Scored 3 photos" in done.err
    assert "broken.jpg" in done.err


def test_after_kill_9_nothing_scored_is_scored_again(model_name: str, tmp_path: Path) -> None:
    write_large_shoot(tmp_path / "shoot", 250)
    catalog = places.catalog_file()
    process = start("score", tmp_path / "shoot", "--model", model_name)
    wait_until(process, lambda: scores_in(catalog) > 0)
    process.kill()
    process.communicate()
    scored = scores_in(catalog)
    assert 0 < scored < 250, "the kill came too late for this test to say anything"
    done = run_process("score", tmp_path / "shoot", "--model", model_name, "--json", "-")
    assert done.code == 0
    assert len(done.rows) == 250
    assert sum(row["cached"] for row in done.rows) == scored
    assert all(row["score"] is not None for row in done.rows)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_ctrl_c_keeps_what_is_scored(model_name: str, tmp_path: Path) -> None:
    write_large_shoot(tmp_path / "shoot", 250)
    catalog = places.catalog_file()
    process = start("score", tmp_path / "shoot", "--model", model_name, "--json", "-")
    wait_until(process, lambda: scores_in(catalog) > 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == b""
    assert b"Stopped" in err
    assert b"Traceback" not in err
    scored = scores_in(catalog)
    assert 0 < scored < 250
    done = run_process("score", tmp_path / "shoot", "--model", model_name, "--json", "-")
    assert sum(row["cached"] for row in done.rows) == scored
    assert len(done.rows) == 250


def test_two_at_once_on_one_catalogue(model_name: str, tmp_path: Path) -> None:
    write_large_shoot(tmp_path / "shoot", 60, size=(1200, 800))
    write_shoot(tmp_path / "other", 20)
    processes = [
        start("score", tmp_path / "shoot", "--model", model_name),
        start("score", tmp_path / "shoot", "--model", model_name),
        start("score", tmp_path / "other", "--model", model_name),
        start("flag", "pick", *sorted((tmp_path / "other").iterdir())),
    ]
    for process in processes:
        _, err = process.communicate(timeout=100)
        assert process.returncode == 0, err
    assert scores_in(places.catalog_file()) == 80
    rows = run_process("score", tmp_path / "shoot", tmp_path / "other", "--model", model_name, "--json", "-").rows
    assert len(rows) == 80
    assert all(row["cached"] for row in rows)
    assert sum(row["flag"] == "pick" for row in rows) == 20


def test_demo_without_a_display_scores_the_sample_shoot(model_name: str) -> None:
    done = run_process("demo", "--model", model_name, **NO_DISPLAY)
    assert done.code == 0, done.err
    assert "no display" in done.err
    assert "KPS_0101.jpg" in done.out
    assert not places.catalog_file().exists()


def test_the_window_without_a_display_is_told_in_a_sentence(tmp_path: Path) -> None:
    for arguments in ((), (tmp_path,), ("open", tmp_path)):
        done = run_process(*arguments, **NO_DISPLAY)
        assert done.code == 2
        assert "no display" in done.err
        assert "keepers score" in done.err
        assert "Traceback" not in done.err


def test_a_display_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run_process(tmp_path, DISPLAY=":987", WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert "display" in done.err or "apt install" in done.err


def test_a_folder_that_does_not_exist_opens_nothing(tmp_path: Path) -> None:
    done = run_process(tmp_path / "nowhere")
    assert done.code == 2
    assert "nowhere" in done.err


def test_a_folder_named_like_a_command(model_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_shoot(tmp_path / "score", 1)
    monkeypatch.chdir(tmp_path)
    assert run_process("score", "./score", "--model", model_name).code == 0
    opened = run_process("./score", **NO_DISPLAY)
    assert opened.code == 2
    assert "no display" in opened.err


def test_version() -> None:
    assert run_process("--version").out.startswith("keepers ")
