"""Published sets in small copies of their layouts, one's own tables, splits, and what can be wrong with them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dpiqa_core.datasets.__main__ import main
from dpiqa_core.datasets.matlab import read_mat
from dpiqa_core.datasets.pixels import in_order, read_photo
from dpiqa_core.datasets.published import read_set, read_table
from dpiqa_core.datasets.records import DataError
from dpiqa_core.datasets.splits import Split, make_split, noted_split, own_split
from dpiqa_core.preprocess import Preprocessing

scipy_io = pytest.importorskip("scipy.io")


def photo(path: Path, shade: int = 100) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (12, 8), (shade, shade, shade)).save(path)
    return path.name


def workbook(path: Path, rows: list[list[str | float]], *, inline: bool = False) -> None:
    """An xlsx as spreadsheet programs write it: shared strings (or inline ones), numbers as they are."""
    shared: list[str] = []
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, str) and inline:
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif isinstance(value, str):
                shared.append(value)
                cells.append(f'<c r="{place}" t="s"><v>{len(shared) - 1}</v></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        if shared:
            texts = "".join(f"<si><r><t>{text}</t></r></si>" for text in shared)
            book.writestr("xl/sharedStrings.xml", f"<sst {space}>{texts}</sst>")


def clive(root: Path, count: int = 12) -> None:
    names = np.empty((count, 1), object)
    for index in range(count):
        folder = "Images/trainingImages" if index < 7 else "Images"
        names[index, 0] = photo(root / folder / f"{index}.bmp")
    (root / "Data").mkdir()
    scipy_io.savemat(root / "Data/AllImages_release.mat", {"AllImages_release": names}, do_compression=True)
    labels = np.arange(count, dtype=float)[None] * 5
    scipy_io.savemat(root / "Data/AllMOS_release.mat", {"AllMOS_release": labels})


def test_clive_leaves_out_the_raters_training(tmp_path: Path) -> None:
    clive(tmp_path)
    found = read_set(f"clive={tmp_path}")
    assert found.name == "clive"
    assert [p.name for p in found.photos] == ["7.bmp", "8.bmp", "9.bmp", "10.bmp", "11.bmp"]
    assert [p.mos for p in found.photos] == pytest.approx([0.35, 0.40, 0.45, 0.50, 0.55])
    assert read_set(str(tmp_path)).name == "clive"  # told by its files


def test_mat_files_read_as_scipy_reads_them(tmp_path: Path) -> None:
    values = {"a": np.arange(6.0).reshape(2, 3), "b": np.asarray([[1, -2]], np.int16), "c": "text", "d": 3.5}
    for compressed in (False, True):
        scipy_io.savemat(tmp_path / "x.mat", values, do_compression=compressed)
        found, theirs = read_mat(tmp_path / "x.mat"), scipy_io.loadmat(tmp_path / "x.mat")
        for name in ("a", "b", "d"):
            np.testing.assert_array_equal(found[name], theirs[name])
        assert found["c"] == "text"


@pytest.mark.parametrize("keep", [40, 130, 200, 300])
def test_a_cut_off_mat_file_is_named(tmp_path: Path, keep: int) -> None:
    clive(tmp_path)
    file = tmp_path / "Data/AllMOS_release.mat"
    file.write_bytes(file.read_bytes()[: min(keep, file.stat().st_size - 8)])
    with pytest.raises(DataError, match=r"AllMOS_release\.mat"):
        read_set(f"clive={tmp_path}")


def test_koniq_keeps_its_own_parts(tmp_path: Path) -> None:
    rows = ["image_name,c1,MOS,SD,set"]
    for index, part in enumerate(["training", "training", "validation", "test"]):
        rows.append(f"{photo(tmp_path / '1024x768' / f'{index}.jpg')},1,{20 * index + 1.5},3,{part}")
    (tmp_path / "koniq10k_distributions_sets.csv").write_text("\n".join(rows), encoding="utf-8")
    found = read_set(str(tmp_path))
    assert found.name == "koniq"
    assert found.photos[3].mos == pytest.approx(0.615)
    split = own_split(found)
    assert (split.train, split.test) == (("0.jpg", "1.jpg"), ("3.jpg",))


def test_livefb_finds_photos_in_their_folders(tmp_path: Path) -> None:
    photo(tmp_path / "voc_emotic_ava/a.jpg")
    photo(tmp_path / "database/EE371R/b.jpg")
    text = "name,mos,is_valid\nvoc_emotic_ava/a.jpg,70,False\nEE371R/b.jpg,30,True\n"
    (tmp_path / "labels_image.csv").write_text(text, encoding="utf-8")
    found = read_set(str(tmp_path))
    assert found.name == "livefb"
    assert [p.part for p in found.photos] == ["train", "test"]
    assert found.photos[1].path == tmp_path / "database/EE371R/b.jpg"


@pytest.mark.parametrize("inline", [False, True])
def test_spaq_reads_its_workbook(tmp_path: Path, inline: bool) -> None:
    rows: list[list[str | float]] = [["Image name", "MOS", "Brightness"]]
    rows += [[photo(tmp_path / f"TestImage/0000{i}.jpg"), 10.5 * i, 50] for i in range(1, 4)]
    workbook(tmp_path / "Annotations/MOS and Image attribute scores.xlsx", rows, inline=inline)
    found = read_set(str(tmp_path))
    assert found.name == "spaq"
    assert [p.mos for p in found.photos] == pytest.approx([0.105, 0.21, 0.315])


def test_a_damaged_workbook_is_named(tmp_path: Path) -> None:
    file = tmp_path / "Annotations/MOS and Image attribute scores.xlsx"
    workbook(file, [["Image name", "MOS"], ["a.jpg", 1]])
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(DataError, match=r"attribute scores\.xlsx.*damaged"):
        read_set(f"spaq={tmp_path}")


def table(folder: Path, text: str) -> Path:
    for index in range(10):
        photo(folder / f"{index}.png", 20 * index)
    file = folder / "labels.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_ones_own_table_with_its_scale(tmp_path: Path) -> None:
    file = table(tmp_path, "path,mos\n0.png,1\n1.png,5\n\n2.png,3\n")
    assert [p.mos for p in read_table(file, (1, 5)).photos] == [0, 1, 0.5]
    assert read_set(str(tmp_path), (1, 5)).photos == read_table(file, (1, 5)).photos


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,mos\n0.png,50\n1.png,nan\n", r"line 3 is no number: nan"),
        ("path,mos\n0.png,50\n1.png,good\n", r"line 3 is no number: 'good'"),
        ("path,mos\n0.png,50\n1.png,\n", r"Line 3 has no mos"),
        ("path,mos\n0.png,150\n", r"150 in line 2 is outside 0 to 100"),
        ("path,score\n0.png,50\n", r"no column mos; its columns are: path, score"),
        ("path,mos\n0.png,50\nlost.png,50\nalso-lost.png,1\n", r"2 of 3 listed photos are missing: .*lost\.png"),
        ("path,mos\n0.png,50\n0.png,40\n", r"0\.png is listed twice"),
        ("path,mos\n", "lists no photos"),
        ("path,mos,set\n0.png,50,trial\n", "'trial' in line 2"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_table(table(tmp_path, text))
    assert "labels.csv" in str(caught.value)


def test_places_without_a_set_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_set(str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="No data set is known here"):
        read_set(str(tmp_path))
    with pytest.raises(DataError, match=r"distributions_sets\.csv.*missing"):
        read_set(f"koniq={tmp_path}")


def many(folder: Path, contents: int, each: int) -> Path:
    lines = ["path,mos,content"]
    for content in range(contents):
        for index in range(each):
            name = photo(folder / f"{content}-{index}.png")
            lines.append(f"{name},{(content + index) % 100},scene {content}")
    file = folder / "labels.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_splits_are_seeded_saved_and_keep_contents_together(tmp_path: Path) -> None:
    rated = read_table(many(tmp_path, 10, 4))
    split = make_split(rated, 3)
    assert split == make_split(rated, 3)
    assert split != make_split(rated, 4)
    assert (len(split.train), len(split.test)) == (32, 8)
    train, test = split.parts(rated)
    assert not {p.content for p in train} & {p.content for p in test}
    split.save(tmp_path / "split.json")
    assert Split.load(tmp_path / "split.json") == split


def test_a_split_of_other_data_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    rated = read_table(many(tmp_path, 4, 1))
    with pytest.raises(DataError, match=r"no photo named x\.png"):
        Split("a", 1, ("x.png",), ("0-0.png",)).parts(rated)
    file = tmp_path / "split.json"
    Split("a", 1, ("0-0.png",), ("0-0.png",)).save(file)
    with pytest.raises(DataError, match=r"split\.json.*both sides"):
        Split.load(file)
    file.write_text(file.read_text()[:30])
    with pytest.raises(DataError, match=r"split\.json.*cannot be read"):
        Split.load(file)


def test_damaged_photos_are_named(tmp_path: Path) -> None:
    good = tmp_path / "good.jpg"
    Image.effect_noise((200, 100), 80).convert("RGB").save(good)
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(good.read_bytes()[:2000])
    with pytest.raises(DataError, match=r"cut\.jpg.*damaged"):
        read_photo(cut)
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(DataError, match=r"text\.jpg.*damaged"):
        read_photo(tmp_path / "text.jpg")
    with pytest.raises(DataError, match=r"lost\.jpg.*missing"):
        read_photo(tmp_path / "lost.jpg")


def test_photos_come_in_order(tmp_path: Path) -> None:
    paths = []
    for index in range(11):
        photo(tmp_path / f"{index}.png", 20 * index)
        paths.append(tmp_path / f"{index}.png")
    record = Preprocessing("squash", (4, 4))
    shades = [int(inputs[0]["image"][0, 0, 0]) for inputs in in_order(paths, [record], workers=3, ahead=4)]
    assert shades == [20 * index for index in range(11)]


def test_the_command_checks_and_splits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = many(tmp_path, 5, 2)
    assert main(["split", str(file), "--out", str(tmp_path / "s.json"), "--seed", "2"]) == 0
    assert "8 train, 2 test" in capsys.readouterr().out
    assert main(["check", str(file)]) == 0
    (tmp_path / "3-1.png").write_bytes(b"broken")
    assert main(["check", str(file)]) == 1
    assert "3-1.png" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "nowhere")]) == 2


def test_the_split_of_a_card_is_found_again_or_told_to_be_lost(tmp_path: Path) -> None:
    rated = read_table(many(tmp_path, 5, 2))
    seeded = make_split(rated, 3)
    assert noted_split(seeded.note(), rated, None) == seeded
    assert noted_split({"dataset": rated.name, "seed": 3, "train": 8}, rated, None) == seeded  # an older card
    assert noted_split({**seeded.note(), "dataset": "other"}, rated, None) is None
    assert noted_split(None, rated, None) is None
    # One by hand: its seed says nothing, and a split made by it would judge a model on what it has learned.
    by_hand = Split(rated.name, 3, seeded.test, seeded.train)
    best = tmp_path / "run/best"
    best.mkdir(parents=True)
    with pytest.raises(DataError, match=r"cannot be made again here.*--split"):
        noted_split(by_hand.note(), rated, best)
    by_hand.save(tmp_path / "run/split.json")
    assert noted_split(by_hand.note(), rated, best) == by_hand
