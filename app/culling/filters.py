"""Which photos of a folder are shown, and how many each choice of the filter bar would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Flag, Label, PhotoColumns
from app.culling.agreement import Second, mask_of
from app.culling.dates import UNKNOWN, count_periods, in_periods, is_period
from app.culling.names import NameKeys, fold
from app.culling.reasons import SEVERE_ENOUGH, filter_terms
from app.photos.model import PhotoKind

Mask = NDArray[np.bool_]


class StarsRule(StrEnum):
    """How a number of stars is meant."""

    AT_LEAST = "at least"
    EXACTLY = "exactly"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """What the filter bar asks for. The default shows everything.

    Choices of one filter widen it (pick or none); different filters narrow each other (picks and 4 stars).

    Attributes:
        flags, labels, kinds: show only these; empty means all.
        stars: 0..5 read by ``stars_rule``, or None for all.
        min_score, max_score: 0..100, both ends included. As soon as one is set, photos without a score are hidden:
            nobody knows on which side they lie.
        unrated_only: only photos without flag, stars and label.
        unscored_only: only readable photos that wait for a score.
        errors_only: only photos that could not be read.
        faults: terms of ``reasons.filter_terms`` ("blurred", "noisy", ...), any one of which is enough. A term that
            the present model does not know matches nothing.
        min_severity: 0..1, severity from which a photo counts as having a fault.
        cameras, lenses: show only photos taken by one of these; ``UNKNOWN`` for those that do not say by which.
        dates: periods of ``dates``, any one of which is enough.
        second: what the second opinion has to be, any one of which is enough.
        text: words, each of which has to be in the file name or in the name of the camera or lens, whatever case and
            Unicode form.
        inverted: show exactly the photos that would otherwise be hidden. Without any filter it has no effect.
    """

    flags: frozenset[Flag] = frozenset()
    stars: int | None = None
    stars_rule: StarsRule = StarsRule.AT_LEAST
    labels: frozenset[Label] = frozenset()
    kinds: frozenset[PhotoKind] = frozenset()
    min_score: float | None = None
    max_score: float | None = None
    unrated_only: bool = False
    unscored_only: bool = False
    errors_only: bool = False
    faults: frozenset[str] = frozenset()
    min_severity: float = SEVERE_ENOUGH
    cameras: frozenset[str] = frozenset()
    lenses: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    second: frozenset[Second] = frozenset()
    text: str = ""
    inverted: bool = False

    @property
    def active(self) -> bool:
        """Whether any filter is set, so that photos may be hidden."""
        return any(
            (
                self.flags,
                self.stars is not None,
                self.labels,
                self.kinds,
                self.min_score is not None,
                self.max_score is not None,
                self.unrated_only,
                self.unscored_only,
                self.errors_only,
                self.faults,
                self.cameras,
                self.lenses,
                self.dates,
                self.second,
                self.text.strip(),
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the filter as JSON-able values; those at their default are left out."""
        default = FilterSpec()
        stored = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: _plain(value) for name, value in stored.items() if value != getattr(default, name)}

    @classmethod
    def from_dict(cls, stored: object) -> FilterSpec:
        """Read what ``to_dict`` gave, maybe by another version or damaged since: what makes no sense is left out."""
        if not isinstance(stored, Mapping):
            return cls()
        known = {name: read(stored[name]) for name, read in _READERS.items() if name in stored}
        spec = cls(**{name: value for name, value in known.items() if value is not None})
        if spec.min_score is not None and spec.max_score is not None and spec.min_score > spec.max_score:
            return replace(spec, min_score=None, max_score=None)
        return spec


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many photos would be shown if a filter had just this one choice, all other filters staying as they are.

    With an inverted filter that is, too, what would be shown: the photos that do not match.

    Attributes:
        flags, labels: every flag and label.
        stars: 0..5 by the rule of the spec, so that under "at least" 3 counts 3, 4 and 5 stars.
        kinds: the kinds that the folder holds.
        faults: the terms of the model, groups first.
        cameras, lenses: the names in the folder by alphabet, ``UNKNOWN`` last; only where there is a photo.
        dates: the periods of ``dates.periods_of``.
        unrated, unscored, errors: with that one switch on.
        score: with a score in the range of the spec; without a range, with any score.
        inverted: what the spec shows with its inversion on.
        shown: photos that the spec itself shows.
        total: photos of the folder.
        second: every choice; empty where no photo has a second opinion.
    """

    flags: Mapping[Flag, int]
    stars: Mapping[int, int]
    labels: Mapping[Label, int]
    kinds: Mapping[PhotoKind, int]
    faults: Mapping[str, int]
    cameras: Mapping[str, int]
    lenses: Mapping[str, int]
    dates: Mapping[str, int]
    unrated: int
    unscored: int
    errors: int
    score: int
    inverted: int
    shown: int
    total: int
    second: Mapping[Second, int] = field(default_factory=dict)


def apply_filter(columns: PhotoColumns, spec: FilterSpec, names: NameKeys | None = None) -> Mask:
    """Tell which photos are shown.

    Args:
        columns: n photos.
        spec: the filter.
        names: keys of the same paths, worth keeping where a text is typed letter by letter.

    Returns:
        (n,) bool.
    """
    n = len(columns.ids)
    if not spec.active:
        return np.ones(n, dtype=np.bool_)
    mask = _all_of(n, _masks(columns, spec, names).values())
    return ~mask if spec.inverted else mask


def facet_counts(columns: PhotoColumns, spec: FilterSpec, names: NameKeys | None = None) -> FacetCounts:
    """Count every choice of the filter bar.

    Args:
        columns: n photos.
        spec: the filter.
        names: as in ``apply_filter``.
    """
    n = len(columns.ids)
    masks = _masks(columns, spec, names)
    has = _Matcher(columns)

    def others(name: str) -> Mask:
        return _all_of(n, (mask for key, mask in masks.items() if key != name))

    def shown(matching: int) -> int:
        return n - matching if spec.inverted else matching

    def count(base: Mask, choice: Mask) -> int:
        return shown(int(np.count_nonzero(base & choice)))

    def per_value(base: Mask, values: NDArray[Any], size: int) -> list[int]:
        return [shown(int(m)) for m in np.bincount(values[base], minlength=size)]

    by_flag = per_value(others("flags"), columns.flags.astype(np.intp) - Flag.REJECT, len(Flag))
    by_label = per_value(others("labels"), columns.labels.astype(np.intp), len(Label))
    base = others("stars")
    by_stars = {stars: count(base, has.stars(stars, spec.stars_rule)) for stars in range(6)}
    base = others("kinds")
    of_kind = Counter(compress(columns.kinds, base))
    by_kind = {kind: shown(of_kind[str(kind)]) for kind in PhotoKind if kind in has.present_kinds}
    base = others("faults")
    by_fault = {term: count(base, has.faults((term,), spec.min_severity)) for term in filter_terms(columns.fault_names)}
    by_camera = _per_name(columns.cameras, columns.camera_names, others("cameras"), shown)
    by_lens = _per_name(columns.lenses, columns.lens_names, others("lenses"), shown)
    by_date = {period: shown(number) for period, number in count_periods(columns.captured, others("dates")).items()}
    base = others("second")
    matching = int(np.count_nonzero(_all_of(n, masks.values())))
    by_second = {} if np.isnan(columns.second).all() else {c: count(base, mask_of(columns, c)) for c in Second}
    return FacetCounts(
        flags={flag: by_flag[flag - Flag.REJECT] for flag in Flag},
        stars=by_stars,
        labels={label: by_label[label] for label in Label},
        kinds=by_kind,
        faults=by_fault,
        cameras=by_camera,
        lenses=by_lens,
        dates=by_date,
        unrated=count(others("unrated"), has.unrated()),
        unscored=count(others("unscored"), has.unscored()),
        errors=count(others("errors"), columns.errors),
        score=count(others("score"), has.score(spec.min_score, spec.max_score)),
        inverted=n - matching if spec.active else n,
        shown=shown(matching) if spec.active else n,
        total=n,
        second=by_second,
    )


class _Matcher:
    """The single filters over one set of columns, each giving a mask."""

    def __init__(self, columns: PhotoColumns) -> None:
        self._columns = columns
        self.present_kinds = frozenset(columns.kinds)

    def flags(self, flags: Iterable[Flag]) -> Mask:
        return _is_one_of(self._columns.flags, flags)

    def labels(self, labels: Iterable[Label]) -> Mask:
        return _is_one_of(self._columns.labels, labels)

    def stars(self, stars: int, rule: StarsRule) -> Mask:
        column = self._columns.stars
        match rule:
            case StarsRule.AT_LEAST:
                mask: Mask = column >= stars
            case StarsRule.EXACTLY:
                mask = column == stars
            case StarsRule.AT_MOST:
                mask = column <= stars
        return mask

    def kinds(self, kinds: Iterable[PhotoKind]) -> Mask:
        wanted = frozenset(str(kind) for kind in kinds)
        column = self._columns.kinds
        if self.present_kinds <= wanted:
            return np.ones(len(column), dtype=np.bool_)
        return np.fromiter((kind in wanted for kind in column), dtype=np.bool_, count=len(column))

    def score(self, low: float | None, high: float | None) -> Mask:
        scores = self._columns.scores
        mask: Mask = ~np.isnan(scores)
        if low is not None:
            mask &= scores >= low
        if high is not None:
            mask &= scores <= high
        return mask

    def unrated(self) -> Mask:
        mask: Mask = self._columns.stars == 0
        mask &= self._columns.flags == Flag.NONE
        mask &= self._columns.labels == Label.NONE
        return mask

    def unscored(self) -> Mask:
        mask: Mask = np.isnan(self._columns.scores) & ~self._columns.errors
        return mask

    def faults(self, terms: Iterable[str], severity: float) -> Mask:
        known = filter_terms(self._columns.fault_names)
        mask = np.zeros(len(self._columns.ids), dtype=np.bool_)
        for column in {column for term in terms for column in known.get(term, ())}:
            mask |= self._columns.faults[:, column] >= severity  # never true for NaN
        return mask

    def cameras(self, names: Iterable[str]) -> Mask:
        return _is_named(self._columns.cameras, self._columns.camera_names, names)

    def lenses(self, names: Iterable[str]) -> Mask:
        return _is_named(self._columns.lenses, self._columns.lens_names, names)

    def dates(self, periods: Iterable[str]) -> Mask:
        return in_periods(self._columns.captured, periods)

    def text(self, text: str, names: NameKeys) -> Mask:
        columns = self._columns
        mask = np.ones(len(columns.ids), dtype=np.bool_)
        for word in fold(text).split():
            found = names.containing(word)
            for codes, known in ((columns.cameras, columns.camera_names), (columns.lenses, columns.lens_names)):
                found |= np.array([*(word in fold(name) for name in known), False])[codes]  # the last one is for -1
            mask &= found
        return mask


def _masks(columns: PhotoColumns, spec: FilterSpec, names: NameKeys | None) -> dict[str, Mask]:
    """Give a mask for every filter that is set."""
    has = _Matcher(columns)
    masks: dict[str, Mask] = {}
    if spec.flags:
        masks["flags"] = has.flags(spec.flags)
    if spec.stars is not None:
        masks["stars"] = has.stars(spec.stars, spec.stars_rule)
    if spec.labels:
        masks["labels"] = has.labels(spec.labels)
    if spec.kinds:
        masks["kinds"] = has.kinds(spec.kinds)
    if spec.min_score is not None or spec.max_score is not None:
        masks["score"] = has.score(spec.min_score, spec.max_score)
    if spec.unrated_only:
        masks["unrated"] = has.unrated()
    if spec.unscored_only:
        masks["unscored"] = has.unscored()
    if spec.errors_only:
        masks["errors"] = columns.errors
    if spec.faults:
        masks["faults"] = has.faults(spec.faults, spec.min_severity)
    if spec.cameras:
        masks["cameras"] = has.cameras(spec.cameras)
    if spec.lenses:
        masks["lenses"] = has.lenses(spec.lenses)
    if spec.dates:
        masks["dates"] = has.dates(spec.dates)
    if spec.second:
        masks["second"] = np.logical_or.reduce([mask_of(columns, choice) for choice in spec.second])
    if spec.text.strip():
        masks["text"] = has.text(spec.text, names or NameKeys(columns.paths))
    return masks


def _is_named(codes: NDArray[np.int32], known: Sequence[str], names: Iterable[str]) -> Mask:
    wanted = frozenset(names)
    table: Mask = np.array([*(name in wanted for name in known), UNKNOWN in wanted])  # the last one is for -1
    return table[codes]


def _per_name(
    codes: NDArray[np.int32], known: Sequence[str], base: Mask, shown: Callable[[int], int]
) -> dict[str, int]:
    counts = np.bincount(codes[base] + 1, minlength=len(known) + 1)
    present = np.bincount(codes + 1, minlength=len(known) + 1)
    found = {name: shown(int(counts[place + 1])) for place, name in enumerate(known) if present[place + 1]}
    by_name = {name: found[name] for name in sorted(found, key=fold)}
    if present[0] and found:
        by_name[UNKNOWN] = shown(int(counts[0]))
    return by_name


def _is_one_of(column: NDArray[np.int8], values: Iterable[int]) -> Mask:
    mask = np.zeros(len(column), dtype=np.bool_)
    for value in values:
        mask |= column == value
    return mask


def _all_of(n: int, masks: Iterable[Mask]) -> Mask:
    result = np.ones(n, dtype=np.bool_)
    for mask in masks:
        result &= mask
    return result


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)  # type: ignore[type-var]
    if isinstance(value, (Flag, Label)):
        return value.name.lower()
    return str(value) if isinstance(value, StrEnum) else value


def _names_of(enum: type[Flag] | type[Label]) -> Callable[[object], frozenset[Any] | None]:
    by_name = {member.name.lower(): member for member in enum}
    return _set_of(by_name)


def _set_of(by_name: Mapping[str, Any]) -> Callable[[object], frozenset[Any] | None]:
    def read(stored: object) -> frozenset[Any] | None:
        if not isinstance(stored, (list, tuple)):
            return None
        return frozenset(by_name[item] for item in stored if isinstance(item, str) and item in by_name)

    return read


def _read_texts(stored: object) -> frozenset[str] | None:
    if not isinstance(stored, (list, tuple)):
        return None
    return frozenset(item for item in stored if isinstance(item, str))


def _read_periods(stored: object) -> frozenset[str] | None:
    texts = _read_texts(stored)
    return None if texts is None else frozenset(text for text in texts if is_period(text))


def _read_number(low: float, high: float) -> Callable[[object], float | None]:
    def read(stored: object) -> float | None:
        if isinstance(stored, bool) or not isinstance(stored, (int, float)) or not low <= stored <= high:
            return None
        return float(stored)

    return read


def _read_stars(stored: object) -> int | None:
    return stored if type(stored) is int and 0 <= stored <= 5 else None


def _read_rule(stored: object) -> StarsRule | None:
    return StarsRule(stored) if isinstance(stored, str) and stored in set(StarsRule) else None


def _read_bool(stored: object) -> bool | None:
    return stored if isinstance(stored, bool) else None


def _read_text(stored: object) -> str | None:
    return stored if isinstance(stored, str) else None


_READERS: Mapping[str, Callable[[object], Any]] = {
    "flags": _names_of(Flag),
    "stars": _read_stars,
    "stars_rule": _read_rule,
    "labels": _names_of(Label),
    "kinds": _set_of({kind.value: kind for kind in PhotoKind}),
    "min_score": _read_number(0, 100),
    "max_score": _read_number(0, 100),
    "unrated_only": _read_bool,
    "unscored_only": _read_bool,
    "errors_only": _read_bool,
    "faults": _read_texts,
    "min_severity": _read_number(0, 1),
    "cameras": _read_texts,
    "lenses": _read_texts,
    "dates": _read_periods,
    "second": _set_of({choice.value: choice for choice in Second}),
    "text": _read_text,
    "inverted": _read_bool,
}
