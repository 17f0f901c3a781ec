"""The thumbnail cache."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import places
from app.catalog.thumbnails import ThumbnailCache
from app.errors import UserError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails.sqlite3"


@pytest.fixture
def cache(file: Path) -> Iterator[ThumbnailCache]:
    with ThumbnailCache(file) as opened:
        yield opened


def delete(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def test_what_was_put_comes_back(cache: ThumbnailCache, file: Path) -> None:
    cache.put_many({"a": b"one", "b": b"\0two"})
    cache.put_many({"a": b"three"})
    cache.put_many({})
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"three", b"\0two", None)
    assert cache.has_many(["a", "c", *map(str, range(3000)), "b"]) == {"a", "b"}
    assert cache.size_bytes() == 9
    cache.close()
    with ThumbnailCache(file) as again:
        assert again.get("a") == b"three"


def test_the_default_place_is_the_cache_folder() -> None:
    with ThumbnailCache() as cache:
        cache.put_many({"a": b"one"})
    assert places.thumbnail_file().exists()


def test_it_stays_under_its_limit(file: Path) -> None:
    with ThumbnailCache(file, limit_bytes=100_000) as cache:
        for n in range(200):
            cache.put_many({f"{n}-{i}": bytes(1000) for i in range(5)})
            assert cache.size_bytes() <= 100_000
        assert cache.get("199-4") is not None
        assert cache.get("0-0") is None
        assert file.stat().st_size < 400_000


def test_the_least_recently_used_go_first(file: Path) -> None:
    with ThumbnailCache(file, limit_bytes=10_000) as cache:
        for n in range(9):
            cache.put_many({str(n): bytes(1000)})
        assert cache.get("0") is not None
        cache.put_many({str(n): bytes(1000) for n in range(9, 12)})
        assert cache.get("0") is not None
        assert cache.get("1") is None


def test_use_is_remembered_until_the_next_start(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        for n in range(9):
            cache.put_many({str(n): bytes(1000)})
        assert cache.get("0") is not None
    with ThumbnailCache(file, limit_bytes=10_000) as cache:
        cache.put_many({str(n): bytes(1000) for n in range(9, 12)})
        assert cache.has_many(["0", "1"]) == {"0"}


def test_many_uses_are_written_without_a_put(cache: ThumbnailCache, file: Path) -> None:
    cache.put_many({str(n): b"x" for n in range(600)})
    with closing(sqlite3.connect(file)) as connection:
        before = connection.execute("SELECT MAX(used) FROM thumbs").fetchone()[0]
        for n in range(600):
            cache.get(str(n))
        assert connection.execute("SELECT MAX(used) FROM thumbs").fetchone()[0] > before


def test_a_deleted_file_is_made_anew(cache: ThumbnailCache, file: Path) -> None:
    cache.put_many({"a": b"one"})
    delete(file)
    cache.put_many({"b": b"two"})
    assert (cache.get("a"), cache.get("b")) == (None, b"two")
    assert file.exists()


def test_a_deleted_folder_is_made_anew(cache: ThumbnailCache, file: Path) -> None:
    cache.put_many({"a": b"one"})
    delete(file)
    file.parent.rmdir()
    cache.put_many({"b": b"two"})
    assert cache.get("b") == b"two"


def test_a_reader_that_finds_the_file_gone_goes_on(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        delete(file)
        assert cache.get("a") is None
        cache.put_many({"a": b"one"})
        assert cache.get("a") == b"one"


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_made_anew(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with ThumbnailCache(file) as cache:
        assert cache.get("a") is None
        cache.put_many({"a": b"one"})
        assert cache.get("a") == b"one"


def test_damage_in_the_middle_of_work_is_a_miss(file: Path) -> None:
    with ThumbnailCache(file) as cache:
        cache.put_many({str(n): bytes(5000) for n in range(200)})
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xaa" * (size - 4096))
    with ThumbnailCache(file) as cache:
        assert cache.get("7") is None
        cache.put_many({"a": b"one"})
        assert cache.get("a") == b"one"


def test_another_program_s_tables_or_another_version_are_replaced(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE thumbs (something TEXT)")
        connection.execute("PRAGMA user_version = 99")
    with ThumbnailCache(file) as cache:
        cache.put_many({"a": b"one"})
        assert cache.get("a") == b"one"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match=r"thumbnail cache .* cannot be written.*KEEPERS_CACHE_DIR"):
        ThumbnailCache(tmp_path / "file" / "thumbnails.sqlite3")


def test_a_closed_cache_is_empty(file: Path) -> None:
    cache = ThumbnailCache(file)
    cache.put_many({"a": b"one"})
    cache.close()
    cache.close()
    cache.put_many({"b": b"two"})
    assert (cache.get("a"), cache.size_bytes()) == (None, 0)


def test_readers_and_writers_in_many_threads(cache: ThumbnailCache, file: Path) -> None:
    wrong: list[str] = []
    start = threading.Barrier(10)

    def write(n: int) -> None:
        start.wait()
        for i in range(30):
            cache.put_many({f"{n}-{i}-{j}": f"{n}-{i}-{j}".encode() for j in range(10)})

    def read(n: int) -> None:
        start.wait()
        for i in range(300):
            key = f"{n % 2}-{i % 30}-{i % 10}"
            found = cache.get(key)
            if found not in (None, key.encode()):
                wrong.append(key)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(2)]
    threads += [threading.Thread(target=read, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(cache.has_many([f"{n}-{i}-{j}" for n in range(2) for i in range(30) for j in range(10)])) == 600


def test_two_processes_share_it(file: Path) -> None:
    script = """
import sys
from pathlib import Path
from app.catalog.thumbnails import ThumbnailCache
with ThumbnailCache(Path(sys.argv[1])) as cache:
    for i in range(50):
        cache.put_many({f"{sys.argv[2]}-{i}-{j}": b"x" * 500 for j in range(4)})
"""
    children = [subprocess.Popen([sys.executable, "-c", script, str(file), name], cwd=ROOT) for name in ("a", "b")]
    assert [child.wait(60) for child in children] == [0, 0]
    with ThumbnailCache(file) as cache:
        assert cache.size_bytes() == 2 * 50 * 4 * 500
