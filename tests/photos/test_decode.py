from __future__ import annotations

import contextlib
import io
import os
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.errors import PhotoError
from app.photos import pixels
from app.photos.decode import MAX_FULL_MEGAPIXELS, MAX_SCALED_MEGAPIXELS, decode, thumbnail_jpeg
from app.photos.model import PhotoKind
from app.photos.reading import CHANGED, EMPTY, VANISHED
from tests.photos.conftest import BLUE, GREEN, GREY, RED

Colour = tuple[int, int, int]


def near(image: Image.Image, at: tuple[float, float], colour: Colour, tolerance: int = 12) -> bool:
    """Whether the pixel at relative place ``at`` is about ``colour``."""
    pixel = image.getpixel((int(at[0] * image.width), int(at[1] * image.height)))
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def shows_corners(image: Image.Image, tolerance: int = 12) -> bool:
    return (
        near(image, (0.05, 0.05), RED, tolerance)
        and near(image, (0.95, 0.05), GREEN, tolerance)
        and near(image, (0.05, 0.95), BLUE, tolerance)
        and near(image, (0.5, 0.5), GREY, tolerance)
    )


def reason(path: Path, **arguments: object) -> str:
    with pytest.raises(PhotoError) as caught:
        decode(path, **arguments)  # type: ignore[arg-type]
    assert caught.value.path == path
    assert caught.value.reason.endswith(".")
    return caught.value.reason


# What has to be done to an upright picture so that the orientation brings it back.
_UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("min_edge", [None, 100, 480])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_orientation(tmp_path: Path, corners: Image.Image, suffix: str, orientation: int, min_edge: int | None) -> None:
    undo = _UNDO[orientation]
    stored = corners if undo is None else corners.transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{suffix}"
    stored.save(path, exif=exif, quality=92)
    decoded = decode(path, min_edge=min_edge)
    assert (decoded.width, decoded.height) == (640, 480)
    assert decoded.image.mode == "RGB"
    assert decoded.image.width > decoded.image.height
    assert min(decoded.image.size) >= (min_edge or 480)
    assert shows_corners(decoded.image, tolerance=25)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_impossible_orientation_is_none(tmp_path: Path, corners: Image.Image, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    corners.save(tmp_path / "a.jpg", exif=exif)
    assert shows_corners(decode(tmp_path / "a.jpg").image)


@pytest.mark.parametrize(
    ("min_edge", "size"), [(1, (13, 10)), (60, (80, 60)), (61, (160, 120)), (480, (640, 480)), (900, (640, 480))]
)
def test_scaled_jpeg(photo: Path, min_edge: int, size: tuple[int, int]) -> None:
    decoded = decode(photo, min_edge=min_edge)
    assert min(decoded.image.size) >= min(min_edge, 480)
    assert decoded.image.width <= size[0]
    assert (decoded.width, decoded.height) == (640, 480)


def test_odd_sizes_never_fall_below_the_edge(tmp_path: Path) -> None:
    for width, height in [(1001, 777), (513, 1025), (4097, 511)]:
        path = tmp_path / "a.jpg"
        Image.new("RGB", (width, height), GREY).save(path)
        for edge in (64, 100, 127, 256, 511, 512):
            assert min(decode(path, min_edge=edge).image.size) >= min(edge, width, height)


@pytest.mark.parametrize("min_edge", [None, 100])
@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("CMYK", "jpg"),
        ("CMYK", "tif"),
        ("P", "png"),
        ("RGBA", "png"),
        ("RGBA", "webp"),
        ("RGBA", "tif"),
        ("YCbCr", "jpg"),
        ("LAB", "tif"),
    ],
)
def test_modes(tmp_path: Path, corners: Image.Image, mode: str, suffix: str, min_edge: int | None) -> None:
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        image = ImageCms.applyTransform(corners, to_lab)
        assert image is not None
    else:
        image = corners.quantize(16) if mode == "P" else corners.convert(mode)
    path = tmp_path / f"a.{suffix}"
    image.save(path, **({"quality": 92} if suffix == "jpg" else {}))
    assert shows_corners(decode(path, min_edge=min_edge).image, tolerance=25)


@pytest.mark.parametrize("mode", ["L", "1", "I;16", "F", "LA"])
def test_grey(tmp_path: Path, mode: str) -> None:
    ramp = np.tile(np.linspace(0, 1, 400), (300, 1))
    if mode == "I;16":
        image = Image.fromarray((ramp * 65535).astype(np.uint16))
    elif mode == "F":
        image = Image.fromarray(ramp.astype(np.float32))
    else:
        image = Image.fromarray((ramp * 255).astype(np.uint8)).convert(mode)
    path = tmp_path / "a.tif"
    image.save(path)
    values = np.asarray(decode(path).image)[..., 0].astype(float)
    assert np.abs(values.mean(axis=0) - ramp[0] * 255).mean() < (40 if mode == "1" else 1.5)


def test_sixteen_bit_png(tmp_path: Path) -> None:
    grey = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    Image.fromarray(grey).save(tmp_path / "grey.png")
    values = np.asarray(decode(tmp_path / "grey.png").image)[0, :, 0].astype(int)
    assert np.abs(values - np.arange(256)).max() <= 1
    # Pillow cannot write 16-bit RGB.
    rows = b"".join(b"\x00" + struct.pack(">3H", 0xFFFF, 0x8000, 0x0000) * 4 for _ in range(4))
    (tmp_path / "rgb.png").write_bytes(png(4, 4, rows, depth=16))
    assert decode(tmp_path / "rgb.png").image.getpixel((1, 1)) == (255, 128, 0)


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 20), (200, 0, 0, 0)).save(tmp_path / "a.png")
    Image.new("LA", (20, 20), (0, 128)).save(tmp_path / "b.png")
    palette = Image.new("P", (20, 20), 3)
    palette.putpalette([0] * 9 + [10, 200, 10])
    palette.save(tmp_path / "c.png", transparency=bytes([255, 255, 255, 0]))
    assert decode(tmp_path / "a.png").image.getpixel((5, 5)) == (255, 255, 255)
    assert near(decode(tmp_path / "b.png").image, (0.5, 0.5), (127, 127, 127), 2)
    assert decode(tmp_path / "c.png").image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("suffix", ["webp", "png", "avif", "tif"])
def test_of_an_animation_the_first_frame(tmp_path: Path, corners: Image.Image, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    corners.save(path, save_all=True, append_images=[Image.new("RGB", corners.size)])
    assert shows_corners(decode(path).image, tolerance=25)


def wide_profile() -> bytes:
    """An RGB profile with swapped red and green: the difference cannot be overlooked."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[data.index(b"rXYZ") : data.index(b"rXYZ") + 4], at = b"gXYZ", data.index(b"gXYZ")
    at = data.index(b"gXYZ", data.index(b"gXYZ") + 4) if data.count(b"gXYZ") > 1 else at
    data[at : at + 4] = b"rXYZ"
    # LittleCMS calls its own profile "sRGB built-in", in UTF-16; another name keeps it from being skipped.
    return bytes(data).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))


@pytest.mark.parametrize("min_edge", [None, 100])
def test_profiles_are_converted(tmp_path: Path, min_edge: int | None) -> None:
    Image.new("RGB", (300, 200), (250, 10, 10)).save(tmp_path / "a.png", icc_profile=wide_profile())
    pixel = decode(tmp_path / "a.png", min_edge=min_edge).image.getpixel((50, 50))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 200 > 60 > pixel[0]


@pytest.mark.parametrize("profile", [b"garbage", b"\x00" * 200])
def test_a_damaged_profile_is_left_aside(tmp_path: Path, corners: Image.Image, profile: bytes) -> None:
    corners.save(tmp_path / "a.jpg", icc_profile=profile, quality=92)
    assert shows_corners(decode(tmp_path / "a.jpg").image)


def test_heic(shared_data: Path) -> None:
    decoded = decode(shared_data / "camera/IMG_2927.HEIC", min_edge=512)
    assert (decoded.width, decoded.height) == (3024, 4032)
    assert min(decoded.image.size) >= 512
    assert decoded.image.height > decoded.image.width


def test_every_camera_file_decodes_alike_at_both_sizes(shared_data: Path) -> None:
    for path in sorted((shared_data / "camera").glob("*.jpg")):
        full, scaled = decode(path), decode(path, min_edge=256)
        assert full.image.size == (full.width, full.height) == (scaled.width, scaled.height), path.name
        assert min(scaled.image.size) >= min(256, full.width, full.height)
        small = [np.asarray(d.image.resize((16, 16), Image.Resampling.BOX), dtype=float) for d in (full, scaled)]
        assert np.abs(small[0] - small[1]).mean() < 3, path.name


# --- files that cannot be decoded ---


def test_empty(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert reason(tmp_path / "a.jpg") == EMPTY


def test_vanished(tmp_path: Path) -> None:
    assert reason(tmp_path / "a.jpg") == VANISHED


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").mkdir()
    assert "not a regular file" in reason(tmp_path / "a.jpg")


def test_no_permission(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulated, since the superuser may read every file.
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "permission" in reason(photo)


def test_a_read_error_names_the_card(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pixels.JpegImageFile, "load", fail)
    assert reason(photo).startswith("The file could not be read: Input/output error.")


@pytest.mark.parametrize("min_edge", [None, 100])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_truncated(tmp_path: Path, suffix: str, share: float, min_edge: int | None) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, {"jpg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper()))
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(out.getvalue()[: int(len(out.getvalue()) * share)])
    text = reason(path, min_edge=min_edge)
    assert "ends too early" in text or "damaged" in text
    if suffix in ("jpg", "webp"):
        assert text.startswith("The file ends too early:")


def test_truncated_heic(tmp_path: Path, shared_data: Path) -> None:
    data = (shared_data / "camera/cheers_1440x960.heic").read_bytes()
    for share in (0.02, 0.5, 0.97):
        (tmp_path / "a.heic").write_bytes(data[: int(len(data) * share)])
        assert "ends too early" in reason(tmp_path / "a.heic")


def test_broken_camera_files(shared_data: Path) -> None:
    for path in sorted((shared_data / "camera/broken").iterdir()):
        text = reason(path, min_edge=256)
        assert "ends too early" in text or "damaged" in text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", b"%PDF-1.4 rest of it", "The file is named .jpg but holds a PDF document."),
        ("a.NEF", b"<!doctype html><p>404", "The file is named .NEF but holds an HTML page."),
        ("a.heic", b"\x01\x02\x03 what \xff", "The file is named .heic but holds unknown data."),
        ("a.png", b"GIF89a\x01\x00", "The file is named .png but holds a GIF image."),
        ("a.webp", bytes(500), "The file is named .webp but holds nothing but zeros."),
    ],
)
def test_not_what_the_suffix_says(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert reason(tmp_path / name) == words


@pytest.mark.parametrize("content", ["png", "webp", "tiff", "avif", "jpeg"])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.cr2", "a.heic"])
def test_a_photo_under_another_suffix_decodes(tmp_path: Path, corners: Image.Image, content: str, name: str) -> None:
    corners.save(tmp_path / name, content, quality=92)
    assert shows_corners(decode(tmp_path / name).image, tolerance=25)


@pytest.mark.parametrize("name", ["夏.jpg", "🐈👩‍🚀.png", "quo'te\".webp", "new\nline.tif"])
def test_unusual_names(tmp_path: Path, corners: Image.Image, name: str) -> None:
    corners.save(tmp_path / name)
    assert shows_corners(decode(tmp_path / name).image, tolerance=25)


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname != "Linux", reason="other systems refuse such names")
@pytest.mark.parametrize("source", ["camera/Sanyo_SR662.jpg", "camera/cheers_1440x960.heic", "raw/kodak_dc50.kdc"])
def test_names_that_are_no_utf8(tmp_path: Path, shared_data: Path, source: str) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9" + Path(source).suffix.encode())
    path.write_bytes((shared_data / source).read_bytes())
    assert decode(path, min_edge=100).image.mode == "RGB"


def test_changed_while_it_is_read(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pixels.finish

    def slow(*arguments: object) -> Image.Image:
        with photo.open("ab") as file:
            file.write(b"more")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pixels, "finish", slow)
    assert reason(photo) == CHANGED


def test_deleted_while_it_is_read(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pixels.finish

    def slow(*arguments: object) -> Image.Image:
        photo.unlink()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pixels, "finish", slow)
    assert reason(photo) == VANISHED


def test_a_change_outranks_the_damage_it_causes(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        os.utime(photo, ns=(1, 1))
        raise OSError("image file is truncated")

    monkeypatch.setattr(pixels.JpegImageFile, "load", fail)
    assert reason(photo) == CHANGED


# --- giants ---


def png(width: int, height: int, rows: bytes = b"", depth: int = 8) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, progressive: bool = False) -> bytes:
    """A JPEG whose header claims a size that its data do not fill."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "JPEG", progressive=progressive)
    data = bytearray(out.getvalue())
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data[:-2])


def webp(width: int, height: int) -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little") + bytes(8)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("min_edge", [None, 512])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(25_000, 20_000)),
        ("a.jpg", jpeg(25_000, 20_000)),
        ("b.jpg", jpeg(20_000, 11_000, progressive=True)),
        ("a.webp", webp(16_000, 16_000)),
    ],
)
def test_giants_are_refused_by_their_header(tmp_path: Path, name: str, content: bytes, min_edge: int | None) -> None:
    (tmp_path / name).write_bytes(content)
    assert reason(tmp_path / name, min_edge=min_edge).startswith("The photo is too large:")


def test_a_baseline_jpeg_may_be_larger_when_scaled(tmp_path: Path) -> None:
    side = 19_000
    assert MAX_FULL_MEGAPIXELS < side * side / 1e6 < MAX_SCALED_MEGAPIXELS
    (tmp_path / "a.jpg").write_bytes(jpeg(side, side))
    assert "too large" in reason(tmp_path / "a.jpg")
    # It is let in, and then found to hold less than its header says.
    assert "ends too early" in reason(tmp_path / "a.jpg", min_edge=512)


def test_the_process_wide_limit_of_pillow_is_left_alone() -> None:
    assert Image.MAX_IMAGE_PIXELS is not None


def test_many_threads(tmp_path: Path, corners: Image.Image) -> None:
    paths = []
    for at in range(24):
        path = tmp_path / f"{at}.{('jpg', 'png', 'webp', 'tif')[at % 4]}"
        corners.save(path, quality=92)
        paths.append(path)
    (tmp_path / "broken.jpg").write_bytes(paths[0].read_bytes()[:2000])
    failures: list[PhotoError] = []
    lock = threading.Lock()

    def work(path: Path) -> bool:
        try:
            return shows_corners(decode(path, min_edge=100).image, tolerance=25)
        except PhotoError as error:
            with lock:
                failures.append(error)
            return False

    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(work, [*paths, tmp_path / "broken.jpg"]))
    assert shown == [True] * 24 + [False]
    assert len(failures) == 1
    assert pixels.BUDGET.held == 0


def test_min_edge_must_be_positive(photo: Path) -> None:
    with pytest.raises(ValueError, match="min_edge"):
        decode(photo, min_edge=0)


def test_damage_is_silent(tmp_path: Path, corners: Image.Image, capfd: pytest.CaptureFixture[str]) -> None:
    for suffix, options in (
        ("tif", {"compression": "jpeg"}),
        ("tif", {"compression": "tiff_lzw"}),
        ("png", {}),
        ("jpg", {}),
    ):
        path = tmp_path / f"a.{suffix}"
        corners.save(path, **options)
        data = bytearray(path.read_bytes())
        data[len(data) // 3 : len(data) // 3 + 60] = bytes(range(60))
        path.write_bytes(data)
        for edge in (None, 100):
            with contextlib.suppress(PhotoError):
                decode(path, kind=PhotoKind.JPEG, min_edge=edge)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((2000, 1000), (512, 256)), ((300, 900), (171, 512)), ((100, 80), (100, 80)), ((5000, 2), (512, 1))],
)
def test_thumbnail(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    data = thumbnail_jpeg(Image.new("RGB", size, RED))
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert image.size == wanted
        assert near(image, (0.5, 0.4), RED)
