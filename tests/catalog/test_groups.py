"""What the catalogue keeps for grouping: content features, exposures, and groups made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from app.catalog.catalog import Catalog
from app.catalog.features import pack_features, unpack_features
from app.catalog.records import IntakeItem, ModelKey, ScoreResult
from app.photos.model import CaptureFacts, Measures
from tests.catalog.conftest import Shoot


def measures(phash: int) -> Measures:
    return Measures(width=6000, height=4000, phash=phash, sharpness=12.0, clipped_low=0.0, clipped_high=0.0)


def taken(shoot: Shoot, catalog: Catalog, name: str, facts: CaptureFacts) -> int:
    item = shoot.item(shoot.write(name))
    return catalog.take_in([IntakeItem(item.file, item.fingerprint, facts)])[0]


def test_traits_come_in_the_order_asked_for(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    a, b, c = shoot.take_in(catalog, "a.jpg", "b.jpg", "c.jpg")
    keys = catalog.thumb_keys([a, b])
    vector = np.array([0.6, 0.8], np.float32)
    catalog.store_scores(
        model,
        [
            ScoreResult(a, keys[a], 50.0, measures=measures(-1), features=vector),
            ScoreResult(b, keys[b], 60.0, measures=measures(5)),
        ],
    )
    traits = catalog.photo_traits([c, b, a, 999], model)
    assert traits.ids.tolist() == [c, b, a, 999]
    assert traits.hashed.tolist() == [False, True, True, False]
    assert traits.hashes.tolist() == [0, 5, 2**64 - 1, 0]
    assert np.allclose(traits.features, [[0, 0], [0, 0], [0.6, 0.8], [0, 0]], atol=1e-3)
    assert traits.pins.tolist() == [0, 0, 0, 0]
    assert traits.modified[0] == pytest.approx((shoot.folder / "c.jpg").stat().st_mtime)


def test_features_belong_to_a_model(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [a] = shoot.take_in(catalog, "a.jpg")
    key = catalog.thumb_keys([a])[a]
    catalog.store_scores(model, [ScoreResult(a, key, 50.0, measures=measures(1), features=np.ones(3, np.float32))])
    other = ModelKey("another", "cd" * 32, "squash-1")
    assert catalog.photo_traits([a], other).features.shape == (1, 0)
    assert catalog.photo_traits([a]).features.shape == (1, 0)
    assert catalog.photo_traits([a], model).features.shape == (1, 3)


def test_a_new_score_brings_new_features(catalog: Catalog, shoot: Shoot, model: ModelKey) -> None:
    [a] = shoot.take_in(catalog, "a.jpg")
    key = catalog.thumb_keys([a])[a]
    for vector in ([1.0, 0.0], [0.0, 1.0]):
        catalog.store_scores(model, [ScoreResult(a, key, 50.0, features=np.array(vector, np.float32))])
    assert catalog.photo_traits([a], model).features.tolist() == [[0.0, 1.0]]


def test_features_of_another_length_or_without_a_length_count_as_none() -> None:
    good = pack_features(np.array([3.0, 4.0]))
    broken = pack_features(np.array([math.nan, 1.0]))
    found = unpack_features([good, None, pack_features(np.ones(5)), pack_features(np.zeros(2)), broken])
    assert np.allclose(found, [[0.6, 0.8], [0, 0], [0, 0], [0, 0], [0, 0]], atol=1e-3)
    assert unpack_features([]).shape == (0, 0)
    assert unpack_features([None]).shape == (1, 0)


def test_exposure_is_in_stops_at_iso_100(catalog: Catalog, shoot: Shoot) -> None:
    ids = [
        taken(shoot, catalog, "a.jpg", CaptureFacts(shutter_s=1 / 64, aperture=8.0, iso=100, exposure_bias_ev=-1.0)),
        taken(shoot, catalog, "b.jpg", CaptureFacts(shutter_s=1 / 64, aperture=8.0, iso=400)),
        taken(shoot, catalog, "c.jpg", CaptureFacts(shutter_s=1 / 64)),
        taken(shoot, catalog, "d.jpg", CaptureFacts(aperture=8.0, iso=100)),
        taken(shoot, catalog, "e.jpg", CaptureFacts(shutter_s=0.0, aperture=8.0)),
    ]
    traits = catalog.photo_traits(ids)
    assert traits.exposure[:3].tolist() == pytest.approx([12.0, 10.0, 6.0])
    assert np.isnan(traits.exposure[3:]).all()
    assert traits.bias[0] == -1.0
    assert np.isnan(traits.bias[1])
    assert traits.shutter[0] == pytest.approx(1 / 64)


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_groups_by_hand_have_numbers_of_their_own(catalog: Catalog, shoot: Shoot) -> None:
    a, b, c, d = shoot.take_in(catalog, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    first = catalog.pin_groups([[a, b], [c]])
    second = catalog.pin_groups([[b, d]])
    assert first.before == {a: 0, b: 0, c: 0}
    assert second.before == {b: first.after[b], d: 0}
    pins = catalog.group_pins([a, b, c, d, 999])
    assert pins[b] == pins[d]
    assert len({pins[a], pins[b], pins[c]}) == 3
    assert 999 not in pins
    assert catalog.photo_traits([d, a]).pins.tolist() == [pins[d], pins[a]]


def test_pins_can_be_taken_back(catalog: Catalog, shoot: Shoot) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    change = catalog.pin_groups([[a, b]])
    assert catalog.set_group_pins(change.before) == change.after
    assert catalog.group_pins([a, b]) == {a: 0, b: 0}


def test_an_unknown_photo_is_refused_and_nothing_written(catalog: Catalog, shoot: Shoot) -> None:
    [a] = shoot.take_in(catalog, "a.jpg")
    with pytest.raises(KeyError):
        catalog.pin_groups([[a, 999]])
    assert catalog.group_pins([a]) == {a: 0}


def test_groups_by_hand_survive_moves_and_rescans(
    catalog: Catalog, shoot: Shoot, score: Callable[..., None], model: ModelKey
) -> None:
    a, b = shoot.take_in(catalog, "a.jpg", "b.jpg")
    pinned = catalog.pin_groups([[a, b]]).after
    score(catalog, [a, b])
    (shoot.folder / "keep").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (shoot.folder / name).rename(shoot.folder / "keep" / f"new {name}")
    catalog.mark_missing(shoot.folder, [])
    moved = shoot.take_in(catalog, "keep/new a.jpg", "keep/new b.jpg")
    assert moved == [a, b]
    assert catalog.group_pins(moved) == pinned
    catalog.store_scores(model, [ScoreResult(a, catalog.thumb_keys([a])[a], 10.0)])
    assert catalog.group_pins(moved) == pinned
