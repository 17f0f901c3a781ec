"""Grouping of real photos: the bundled student's features and the measures that scoring takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.catalog.records import PhotoColumns
from app.culling.groups import GroupKind, Groups, GroupSettings, group_photos

ROOT = Path(__file__).resolve().parents[2]
SERIES = ROOT.parent / "shared" / "data" / "series"
SAMPLE = ROOT / "resources" / "sample_shoot"

needs_series = pytest.mark.skipif(not SERIES.is_dir(), reason="the photos of shared/data/series are not here")


def scored(root: Path) -> tuple[PhotoColumns, Services]:
    """Score a folder with the bundled student as the command line does."""
    from app.cli.run import run_scoring

    services = Services()
    run_scoring(services, [root])
    key = services.model_key()
    return services.lane.call(lambda catalog: catalog.folder_columns([root], model=key)), services


def groups_of(root: Path, *settings: GroupSettings) -> tuple[list[str], list[Groups]]:
    columns, services = scored(root)
    with services:
        key = services.model_key()
        traits = services.lane.call(lambda catalog: catalog.photo_traits(columns.ids.tolist(), key))
    assert traits.features.shape[1] > 0, "the student gives content features"
    return [Path(path).name for path in columns.paths], [group_photos(columns, traits, each) for each in settings]


def named(names: list[str], groups: Groups) -> list[list[str]]:
    return [[names[row] for row in groups.members(number).tolist()] for number in range(len(groups))]


@needs_series
def test_a_hand_held_burst_is_one_group_and_a_flight_is_not(tmp_path: Path) -> None:
    for series in ("burst8", "drone"):
        shutil.copytree(SERIES / series, tmp_path / "shoot" / series)
    names, (usual, strict, loose) = groups_of(
        tmp_path / "shoot", GroupSettings(), GroupSettings(10.0, 0.95), GroupSettings(10.0, 0.45)
    )
    burst = [f"{number}.jpg" for number in range(1, 9)]
    found = named(names, usual)
    assert burst in found, "no capture times: the numbers in the names say that they follow each other"
    # From the air every frame shows other ground: neighbours overlap, the ends do not.
    assert all(len(group) <= 2 for group in found if group != burst)
    best = names[usual.best(found.index(burst))]
    assert best not in ("6.jpg", "8.jpg"), "the two that are plainly blurred"
    assert max(map(len, named(names, strict)), default=0) < 8
    assert burst in named(names, loose)
    assert len(named(names, loose)) >= len(found)


def test_the_sample_shoot(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "shoot")
    names, (groups,) = groups_of(tmp_path / "shoot", GroupSettings())
    found = {
        tuple(name[4:8] for name in group): groups.kind(number) for number, group in enumerate(named(names, groups))
    }
    assert found[("0101", "0102", "0103", "0104", "0105")] is GroupKind.BURST
    assert found[("0106", "0107", "0108")] is GroupKind.BRACKET, "two stops over and three under"
