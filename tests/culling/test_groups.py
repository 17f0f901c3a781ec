"""Grouping: what belongs together, what does not, and what a person said about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.catalog.records import PhotoColumns
from app.catalog.traits import PhotoTraits
from app.culling.groups import GroupKind, Groups, GroupSettings, carried_over, group_photos
from app.culling.likeness import HASH_FAR, USUAL_LIKENESS, Likeness
from tests.culling.conftest import NAN, columns_of

FAR = 0xAAAA_AAAA_AAAA_AAAA


def traits_of(columns: PhotoColumns, rows: Sequence[dict[str, Any]], depth: int = 0) -> PhotoTraits:
    """Traits from rows of any of: hash, features, modified, exposure, bias, shutter, pin."""

    def column(name: str, default: float) -> NDArray[np.float64]:
        return np.array([row.get(name, default) for row in rows], np.float64)

    vectors = np.array([row.get("features", (0.0,) * depth) for row in rows], np.float32).reshape(len(rows), depth)
    return PhotoTraits(
        ids=columns.ids,
        hashes=np.array([row.get("hash") or 0 for row in rows], np.uint64),
        hashed=np.array([row.get("hash", 0) is not None for row in rows], np.bool_),
        features=vectors,
        modified=column("modified", 0.0),
        exposure=column("exposure", NAN),
        bias=column("bias", NAN),
        shutter=column("shutter", NAN),
        pins=np.array([row.get("pin", 0) for row in rows], np.int64),
    )


def group(rows: Sequence[dict[str, Any]], depth: int = 0, **settings: float) -> Groups:
    """Group rows of anything that ``columns_of`` and ``traits_of`` know."""
    columns = columns_of(rows)
    sharpness = np.array([row.get("sharpness", NAN) for row in rows], np.float64)
    cameras = np.array([row.get("camera", 0) for row in rows], np.int32)
    columns = PhotoColumns(
        **{
            name: getattr(columns, name)
            for name in PhotoColumns.__dataclass_fields__
            if name not in ("sharpness", "cameras")
        },
        sharpness=sharpness,
        cameras=cameras,
    )
    return group_photos(columns, traits_of(columns, rows, depth), GroupSettings(**settings))


def sets(groups: Groups) -> list[list[int]]:
    """Positions of every group."""
    return [groups.members(number).tolist() for number in range(len(groups))]


def at(seconds: float, **more: Any) -> dict[str, Any]:
    return {"captured": 1000.0 + seconds, **more}


# -- bursts ------------------------------------------------------------------------------------------------------------


def test_a_burst_is_near_and_alike() -> None:
    groups = group([at(0), at(0.2), at(0.4), at(60), at(60.1), at(60.2, hash=FAR)])
    assert sets(groups) == [[0, 1, 2], [3, 4]]
    assert [groups.kind(number) for number in (0, 1)] == [GroupKind.BURST] * 2
    assert groups.group_of.tolist() == [0, 0, 0, 1, 1, -1]
    assert groups.size.tolist() == [3, 3, 3, 2, 2, 1]


def test_the_gap_counts_from_the_end_of_an_exposure() -> None:
    assert len(group([at(0.1), at(6.1)])) == 0
    assert sets(group([at(0.1, shutter=2.0), at(6.1)])) == [[0, 1]]


def test_whole_seconds_may_be_a_second_closer() -> None:
    assert sets(group([at(0), at(2)], max_gap_s=1.5)) == [[0, 1]]
    assert len(group([at(0), at(2.001)], max_gap_s=1.5)) == 0
    assert len(group([at(0), at(3)], max_gap_s=1.5)) == 0


def test_a_chain_of_small_steps_does_not_join_its_ends() -> None:
    steps = [(1 << (4 * number)) - 1 for number in range(16)]  # four more bits with each photo
    groups = group([at(number / 10, hash=value) for number, value in enumerate(steps)])
    assert sets(groups) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]


def test_a_frame_that_misfired_does_not_cut_a_burst() -> None:
    assert sets(group([at(0), at(0.1), at(0.2, hash=FAR), at(0.3), at(0.4)])) == [[0, 1, 3, 4]]


def test_two_cameras_at_once() -> None:
    rows = [at(number / 10, hash=FAR if number % 2 else 0) for number in range(8)]
    assert sets(group(rows)) == [[0, 2, 4, 6], [1, 3, 5, 7]]


def test_a_photo_joins_the_burst_that_it_is_most_like() -> None:
    other, between = (1 << 20) - 1, (1 << 7) - 1  # 7 bits from the first, 13 from the other, which came last
    assert sets(group([at(0), at(0.1, hash=other), at(0.2, hash=between)])) == [[0, 2]]


def test_photos_that_were_not_measured_are_alone() -> None:
    assert len(group([at(0, hash=None), at(0.1, hash=None)])) == 0


def test_order_is_by_time_with_fractions_then_by_natural_name() -> None:
    rows = [
        at(1, path="/s/IMG_10.jpg"),
        at(1, path="/s/IMG_9.jpg"),
        at(0.75, path="/s/z.jpg"),
        {"path": "/s/b.jpg"},
        {"path": "/s/a.jpg"},
        {"path": "/r/c.jpg"},
    ]
    assert group(rows).order.tolist() == [2, 1, 0, 5, 4, 3]


def test_a_burst_goes_on_in_the_next_folder_of_the_card() -> None:
    assert sets(group([at(0, path="/c/100/IMG_9999.jpg"), at(0.2, path="/c/101/IMG_0001.jpg")])) == [[0, 1]]


def test_without_capture_times_numbers_in_names_count() -> None:
    names = ["/s/IMG_1.jpg", "/s/IMG_2.jpg", "/s/IMG_4.jpg", "/s/IMG_7.jpg", "/s/DSC_8.jpg", "/t/IMG_8.jpg"]
    rows = [{"path": name, "modified": 1000.0 * number} for number, name in enumerate(names)]
    assert sets(group(rows)) == [[0, 1, 2]]


def test_without_capture_times_and_numbers_the_time_of_the_file_counts() -> None:
    rows = [{"path": f"/s/{name}.jpg", "modified": when} for name, when in (("a", 0.0), ("b", 3.0), ("c", 60.0))]
    assert sets(group(rows)) == [[0, 1]]


def test_a_photo_without_capture_time_never_joins_one_with_it() -> None:
    assert len(group([at(0, path="/s/IMG_1.jpg"), {"path": "/s/IMG_2.jpg", "modified": 1000.0}])) == 0


@pytest.mark.parametrize("settings", [{"max_gap_s": 0.0}, {"max_gap_s": math.nan}, {"similarity": 1.5}])
def test_settings_out_of_range_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="is not in"):
        GroupSettings(**settings)


def test_columns_and_traits_are_about_the_same_photos() -> None:
    columns = columns_of([at(0), at(1)])
    other = columns_of([{"id": 7}, {"id": 8}])
    with pytest.raises(ValueError, match="same photos"):
        group_photos(columns, traits_of(other, [{}, {}]))


def test_content_features_decide_with_the_hash() -> None:
    a, b = (1.0, 0.0), (0.0, 1.0)
    bits = (1 << 12) - 1  # alike for the hash alone
    assert sets(group([at(0), at(0.1, hash=bits)])) == [[0, 1]]
    assert len(group([at(0, features=a), at(0.1, hash=bits, features=b)], depth=2)) == 0
    moved = (1 << 20) - 1  # the camera moved: unlike for the hash alone
    assert len(group([at(0), at(0.1, hash=moved)])) == 0
    assert sets(group([at(0, features=a), at(0.1, hash=moved, features=a)], depth=2)) == [[0, 1]]


def test_a_photo_without_features_is_compared_by_hash() -> None:
    rows = [at(0, features=(1.0, 0.0)), at(0.1, features=(0.0, 0.0)), at(0.2, features=(1.0, 0.0))]
    assert sets(group(rows, depth=2)) == [[0, 1, 2]]


# -- brackets ----------------------------------------------------------------------------------------------------------


def test_a_bracket_by_exposure() -> None:
    groups = group([at(0, exposure=12.0), at(0.3, exposure=14.0), at(0.6, exposure=10.0), at(30), at(30.1)])
    assert sets(groups) == [[0, 1, 2], [3, 4]]
    assert [groups.kind(0), groups.kind(1)] == [GroupKind.BRACKET, GroupKind.BURST]
    assert groups.steps[0] == (0.0, -2.0, 2.0)


def test_a_bracket_by_compensation_alone() -> None:
    groups = group([at(0, bias=0.0), at(0.3, bias=-0.7), at(0.6, bias=0.7)])
    assert groups.kinds == (GroupKind.BRACKET,)
    assert groups.steps[0] == (0.0, -0.7, 0.7)


def test_small_steps_are_a_bracket_only_where_the_camera_was_told_to() -> None:
    small = [at(n / 10, exposure=12 + 0.33 * n) for n in range(3)]
    assert group(small).kinds == (GroupKind.BURST,)
    told = [row | {"bias": -0.33 * n} for n, row in enumerate(small)]
    assert group(told).kinds == (GroupKind.BRACKET,)
    other_way = [row | {"bias": 0.33 * n} for n, row in enumerate(small)]
    assert group(other_way).kinds == (GroupKind.BURST,)


def test_two_brackets_one_after_the_other() -> None:
    levels = [12.0, 14.0, 10.0] * 2
    groups = group([at(n / 4, exposure=level) for n, level in enumerate(levels)])
    assert sets(groups) == [[0, 1, 2], [3, 4, 5]]
    assert groups.kinds == (GroupKind.BRACKET,) * 2


def test_a_photo_before_a_bracket_is_no_part_of_it() -> None:
    levels = [12.0, 14.0, 12.0, 10.0]
    groups = group([at(n / 4, exposure=level) for n, level in enumerate(levels)])
    assert sets(groups) == [[1, 2, 3]]


@pytest.mark.parametrize(
    "rows",
    [
        [at(0, exposure=12.0), at(0.3, exposure=14.0)],
        [at(0, exposure=12.0), at(0.3, exposure=14.0), at(60, exposure=10.0)],
        [at(0, exposure=12.0), at(0.3, exposure=14.0, camera=1), at(0.6, exposure=10.0)],
    ],
    ids=["two are no series", "too far apart", "another camera between"],
)
def test_what_is_no_bracket(rows: list[dict[str, Any]]) -> None:
    assert group(rows).count(GroupKind.BRACKET) == 0


def test_other_exposures_of_other_views_are_no_bracket() -> None:
    rows = [at(0, exposure=12.0), at(0.3, exposure=14.0, hash=FAR), at(0.6, exposure=10.0, hash=FAR >> 1)]
    assert len(group(rows)) == 0


def test_the_frames_of_a_bracket_may_be_less_alike() -> None:
    bits = (1 << 20) - 1
    rows = [at(0, exposure=12.0), at(0.3, exposure=14.0, hash=bits), at(0.6, exposure=10.0)]
    assert group(rows).kinds == (GroupKind.BRACKET,)


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_what_was_split_stays_split() -> None:
    groups = group([at(0, pin=1), at(0.1, pin=1), at(0.2, pin=2), at(0.3, pin=2)])
    assert sets(groups) == [[0, 1], [2, 3]]
    assert groups.kinds == (GroupKind.MANUAL,) * 2


def test_what_was_merged_stays_merged_whatever_else_is_true() -> None:
    rows = [at(0, pin=5), at(9000, hash=FAR, pin=5), {"path": "/other/a.png", "hash": None, "pin": 5}]
    assert sets(group(rows, max_gap_s=0.1, similarity=0.98)) == [[0, 1, 2]]


def test_a_photo_that_was_taken_out_is_alone() -> None:
    assert sets(group([at(0), at(0.1, pin=3), at(0.2)])) == [[0, 2]]


def test_a_bracket_that_was_merged_with_others_is_a_group_by_hand() -> None:
    rows = [at(0, exposure=12.0, pin=1), at(0.3, exposure=14.0, pin=1), at(0.6, exposure=10.0, pin=1)]
    assert group(rows).kinds == (GroupKind.MANUAL,)


# -- the best ----------------------------------------------------------------------------------------------------------


def test_rank_is_by_score_then_by_sharpness() -> None:
    rows = [
        at(0, score=70.2, sharpness=10.0),
        at(0.1, score=69.9, sharpness=30.0),
        at(0.2, score=90.0, sharpness=1.0),
        at(0.3),
        at(90, score=1.0),
    ]
    groups = group(rows)
    assert groups.rank.tolist() == [3, 2, 1, 4, 1]
    assert groups.best(0) == 2
    assert groups.ranked(0).tolist() == [2, 1, 0, 3]


@pytest.mark.parametrize(
    ("photos", "words"),
    [
        (
            [(80, 9), (68, 5), (68, 5), (60, 4), (50, 1)],
            "sharpest of 5, 12 points above the median",
        ),
        ([(80, 3), (70, 9)], "best score of 2, 10 points above the other"),
        ([(80, 9), (79.2, 3)], "sharpest of 2, 1 point above the other"),
        ([(80.1, 9), (80.0, 3)], "sharpest of 2; the scores are close"),
        ([(NAN, 9), (NAN, 3), (NAN, 4)], "sharpest of 3, not scored yet"),
        ([(NAN, NAN), (NAN, NAN)], "not scored yet"),
        ([(80, 4), (70, 4), (60, 4)], "best score of 3, 10 points above the median"),
        ([(80, 4), (NAN, NAN)], "best score of 2; the scores are close"),
    ],
)
def test_the_reason_in_words(photos: list[tuple[float, float]], words: str) -> None:
    rows = [at(n / 10, score=score, sharpness=sharp) for n, (score, sharp) in enumerate(photos)]
    assert group(rows).reason(0) == words


# -- properties --------------------------------------------------------------------------------------------------------

_rows = st.lists(
    st.fixed_dictionaries(
        {
            "captured": st.one_of(st.just(NAN), st.integers(0, 60).map(float), st.floats(0, 60)),
            "hash": st.one_of(
                st.none(),
                # A few scenes with a few bits changed, so that there is something to group and something to keep apart.
                st.builds(
                    lambda scene, bits: scene ^ sum(1 << bit for bit in bits),
                    st.sampled_from([0, FAR, 0xFFFF]),
                    st.sets(st.integers(0, 63), max_size=9),
                ),
            ),
            "modified": st.sampled_from([0.0, 3.0, 100.0]),
            "exposure": st.sampled_from([NAN, 10.0, 12.0, 14.0]),
            "pin": st.sampled_from([0, 0, 0, 1, 2]),
            "score": st.one_of(st.just(NAN), st.integers(0, 100).map(float)),
            "sharpness": st.one_of(st.just(NAN), st.integers(0, 5).map(float)),
        }
    ),
    max_size=40,
).map(lambda rows: [row | {"id": number + 1, "path": f"/s/IMG_{number}.jpg"} for number, row in enumerate(rows)])
_settings = st.fixed_dictionaries({"max_gap_s": st.floats(0.1, 120), "similarity": st.floats(0.3, 0.98)})


@given(_rows, _settings)
def test_every_pair_of_a_burst_is_alike(rows: list[dict[str, Any]], settings: dict[str, float]) -> None:
    groups = group(rows, **settings)
    for number in range(len(groups)):
        if groups.kind(number) is GroupKind.BURST:
            hashes = [rows[row]["hash"] for row in groups.members(number).tolist()]
            worst = max((one ^ other).bit_count() for one in hashes for other in hashes)
            assert 1 - worst / HASH_FAR >= settings["similarity"] - 1e-6


@given(_rows, _settings)
def test_photos_of_a_burst_follow_each_other_closely(rows: list[dict[str, Any]], settings: dict[str, float]) -> None:
    groups = group(rows, **settings)
    for number in range(len(groups)):
        if groups.kind(number) is GroupKind.MANUAL:
            continue
        times = [rows[row]["captured"] for row in groups.members(number).tolist()]
        known = [time for time in times if time == time]
        assert len(known) in (0, len(times))
        gaps = np.diff(known)
        assert (gaps <= settings["max_gap_s"] + 1).all()
        assert (gaps >= 0).all()


@given(_rows, _settings, st.randoms())
def test_the_order_in_which_photos_are_given_does_not_matter(
    rows: list[dict[str, Any]], settings: dict[str, float], random: Any
) -> None:
    mixed = rows.copy()
    random.shuffle(mixed)

    def in_words(given: list[dict[str, Any]]) -> list[tuple[object, ...]]:
        groups = group(given, **settings)
        ids = [row["id"] for row in given]
        return [
            (
                groups.kind(number),
                [ids[row] for row in groups.members(number).tolist()],
                ids[groups.best(number)],
                groups.reason(number),
            )
            for number in range(len(groups))
        ]

    assert in_words(rows) == in_words(mixed) == in_words(rows)


@given(_rows, _settings)
def test_what_a_person_did_wins(rows: list[dict[str, Any]], settings: dict[str, float]) -> None:
    groups = group(rows, **settings)
    for pin in (1, 2):
        pinned = {number for number, row in enumerate(rows) if row["pin"] == pin}
        found = {groups.group(row) for row in pinned}
        if len(pinned) < 2:
            assert found <= {-1}
        else:
            assert len(found) == 1
            assert set(groups.members(found.pop()).tolist()) == pinned


@given(_rows, _settings)
def test_arrays_and_groups_agree(rows: list[dict[str, Any]], settings: dict[str, float]) -> None:
    groups = group(rows, **settings)
    assert sorted(groups.order.tolist()) == list(range(len(rows)))
    seen: set[int] = set()
    for number in range(len(groups)):
        members = groups.members(number).tolist()
        assert len(members) >= 2
        assert not seen & set(members)
        seen |= set(members)
        assert sorted(groups.rank[members].tolist()) == list(range(1, len(members) + 1))
        assert groups.rank[groups.best(number)] == 1
        assert set(groups.size[members].tolist()) == {len(members)}
        assert groups.reason(number)
    alone = [row for row in range(len(rows)) if row not in seen]
    assert (groups.group_of[alone] == -1).all()
    assert (groups.size[alone] == 1).all()
    assert (groups.rank[alone] == 1).all()


@given(_rows, st.randoms(), st.data())
def test_groups_stay_with_their_photos_in_another_table(
    rows: list[dict[str, Any]], random: Any, data: st.DataObject
) -> None:
    groups = group(rows)
    left = [number for number in range(len(rows)) if data.draw(st.integers(0, 3))]
    random.shuffle(left)
    places = np.full(len(rows), -1, np.intp)
    places[left] = np.arange(len(left))
    carried = carried_over(groups, places, columns_of([rows[number] for number in left]))
    wanted = [[places[row] for row in members if places[row] >= 0] for members in sets(groups)]
    assert sets(carried) == [members for members in wanted if len(members) > 1]
    assert sorted(carried.order.tolist()) == list(range(len(left)))
    assert all(carried.best(number) >= 0 for number in range(len(carried)))


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20))
def test_likeness_is_symmetric_and_one_for_the_same(hashes: list[int]) -> None:
    features = np.ones((len(hashes), 1), np.float32)
    alike = Likeness(np.array(hashes, np.uint64), features)
    everyone = np.arange(len(hashes))
    between = alike.between(everyone, everyone)
    assert np.allclose(between, between.T)
    assert np.allclose(np.diag(between), 1, atol=1e-6)
    assert (between <= 1 + 1e-6).all()
    assert np.allclose(alike.least(everyone, everyone), between.min(axis=0), atol=1e-6)
    assert GroupSettings().similarity == USUAL_LIKENESS
