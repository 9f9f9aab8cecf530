"""Drawn house fronts, and the reader of CMP Facades with what it says to wrong files."""

import hashlib
import io
import shutil
import tarfile

import numpy as np
import pytest
from PIL import Image

from course import datasets
from course.datasets import catalogue, download, facade
from course.datasets.download import DatasetUnavailable
from course.datasets.facade import cmp, labels
from course.datasets.facade.building import STYLES, front


@pytest.fixture(autouse=True)
def world(tmp_path, monkeypatch):
    """An empty cache, and a network that must not be used."""
    for name in ("COURSE_DATA", "COURSE_PROFILE", "NBGRADER_EXECUTION", "COURSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    asked = []

    def receive(url, archive, part, timeout, progress):
        asked.append(url)
        raise download._Failed("unplugged")

    monkeypatch.setattr(download, "_receive", receive)
    return asked


def picture(number: int) -> bytes:
    """A picture as CMP's: a photo that says its number, labels in twelve stripes."""
    image = np.zeros((256, 512, 3), np.uint8)
    image[:, :256] = (number, 100, 200)
    stripes = np.minimum(np.arange(256) // 22, 11)
    image[:, 256:] = labels.PALETTE[stripes][None]
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def fill(folder, train=3, val=2, test=11):
    for split, count in {"train": train, "val": val, "test": test}.items():
        (folder / split).mkdir(parents=True)
        for number in range(1, count + 1):
            (folder / split / f"{number}.jpg").write_bytes(picture(number))
    return folder


def pack(folder, path):
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "facades")
    return path


# ---- Drawn ones ---------------------------------------------------------------------------------------------------


def test_a_front_is_a_function_of_its_number():
    for size in (64, 100, 256):
        first, again = front(7, size), front(7, size)
        assert first[0].shape == (size, size) and first[0].dtype == np.uint8
        assert first[1].shape == (size, size, 3) and first[1].dtype == np.uint8
        np.testing.assert_array_equal(first[0], again[0])
        np.testing.assert_array_equal(first[1], again[1])
    assert (front(8)[0] != front(7)[0]).mean() > 0.05


def test_both_sizes_show_the_same_house():
    for number in range(6):
        (small, photo), (large, big) = front(number, 64), front(number, 256)
        assert (large[2::4, 2::4] == small).mean() > 0.84
        reduced = big.reshape(64, 4, 64, 4, 3).mean(axis=(1, 3))
        apart = np.abs(reduced - photo).mean()  # bars and joints weigh more in few pixels
        assert apart < 24 and apart < 0.6 * np.abs(reduced - front(number + 100, 64)[1]).mean()


def test_classes_styles_and_variety():
    maps, photos = facade.drawn(range(120), 64)
    assert len(labels.CLASSES) == len(labels.PALETTE) == 15 and labels.CMP_CLASSES == labels.CLASSES[:12]
    share = np.bincount(maps.ravel(), minlength=15) / maps.size
    seen = [(maps == label).any(axis=(1, 2)).mean() for label in range(15)]
    assert (share > 0.001).all(), dict(zip(labels.CLASSES, share, strict=True))
    assert min(seen) > 0.05 and share[labels.FACADE] < 0.6
    assert photos.mean(axis=(1, 2)).std(axis=0).min() > 8  # houses differ in colour …
    assert (photos.std(axis=(1, 2)).mean(axis=1) > 15).all()  # … and none is blank
    kinds = {style.name: front(3, 64, style.name)[0] for style in STYLES}
    assert len({map_.tobytes() for map_ in kinds.values()}) == len(STYLES) >= 6
    assert (kinds["timber"] == labels.MOLDING).any()


def test_labels_are_exact_where_the_photo_changes():
    """A window's glass is darker than the wall beside it, at the very pixel at which the label changes."""
    darker = total = 0
    for number in range(20):
        maps, photo = front(number, 256, "modern")
        grey = photo.mean(axis=2)
        edge = (maps[:, :-1] == labels.FACADE) & (maps[:, 1:] == labels.WINDOW)
        rows, columns = np.nonzero(edge)
        keep = (columns > 1) & (columns < 252)
        step = np.abs(grey[rows[keep], columns[keep] + 1] - grey[rows[keep], columns[keep]])
        before = np.abs(grey[rows[keep], columns[keep] - 1] - grey[rows[keep], columns[keep]])
        darker, total = darker + np.sum(step > before), total + len(step)
    assert darker / total > 0.85


def test_bad_numbers():
    with pytest.raises(ValueError, match="16×16"):
        front(0, 8)
    with pytest.raises(ValueError, match="no style 'gothic'; there are: neoclassical"):
        front(0, 64, "gothic")
    with pytest.raises(ValueError, match="train=-1"):
        datasets.facades(train=-1)


def test_colours_and_back():
    every = np.arange(15, dtype=np.uint8).reshape(3, 5)
    shown = labels.colours(every)
    assert shown.shape == (3, 5, 3) and tuple(shown[0, 1]) == (0, 0, 255)
    np.testing.assert_array_equal(labels.classes_of(shown), every)
    smeared = np.clip(shown.astype(int) + np.random.default_rng(0).integers(-15, 16, shown.shape), 0, 255)
    np.testing.assert_array_equal(labels.classes_of(smeared), every)
    assert labels.classes_of(labels.PALETTE[labels.SKY], 12) < 12
    for bad in (np.array([0.0, 1.0]), np.array([15]), np.array([-1])):
        with pytest.raises(ValueError, match="labels"):
            labels.colours(bad)
    with pytest.raises(ValueError, match=r"\(4, 4\)"):
        labels.classes_of(np.zeros((4, 4)))


def test_the_procedural_set(capsys, world):
    few = datasets.facades(train=3, val=1, test=2)
    said = capsys.readouterr().out
    assert said == (
        "Facades (procedural): 3 + 1 + 2 pairs to train, validate and test, drawn by this course, not photographed\n"
    )
    assert few.source == "procedural" and world == [] and repr(few).endswith("64×64, procedural>")
    more = datasets.facades(train=4, val=0, test=3, source="procedural")
    np.testing.assert_array_equal(few.photos_train, more.photos_train[:3])
    np.testing.assert_array_equal(few.labels_test, more.labels_test[:2])
    assert more.photos_val.shape == (0, 64, 64, 3) and not (few.photos_train[:2] == few.photos_test).all()
    assert datasets.facades(32, train=1, val=0, test=0).photos_train.shape == (1, 32, 32, 3)


# ---- CMP Facades --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packing", ["folder", "subfolder", "archive"])
def test_named_folder(capsys, monkeypatch, tmp_path, packing):
    folder = tmp_path / "data"
    fill(folder / "facades" if packing == "subfolder" else folder if packing == "folder" else tmp_path / "raw")
    if packing == "archive":
        folder.mkdir()
        pack(tmp_path / "raw", folder / "facades.tar.gz")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    data = datasets.facades()
    assert capsys.readouterr().out.startswith("CMP Facades: 3 + 2 + 11 pairs to train, validate and test, from ")
    assert data.source == "folder" and data.photos_train.shape == (3, 64, 64, 3)
    # Photo left, labels right; 2.jpg before 10.jpg.
    assert np.abs(data.photos_test[:, 0, 0, 0].astype(int) - np.arange(1, 12)).max() <= 2
    expected = np.minimum((np.arange(64) * 4 + 2) // 22, 11)
    np.testing.assert_array_equal(data.labels_val, np.broadcast_to(expected, (2, 64, 64)))
    few = datasets.facades(256, train=1, val=0, test=2)
    assert few.labels_train.shape == (1, 256, 256) and len(few.photos_test) == 2


def house(folder, name, shape=(300, 200), classes=None):
    """Write a house as CMP's archives hold it: a photo of one colour, and places 1 to 12 of a palette in stripes."""
    folder.mkdir(parents=True, exist_ok=True)
    wide, high = shape
    Image.new("RGB", shape, (int(name[1:]), 100, 200)).save(folder / f"cmp_{name}.jpg", quality=95)
    stripes = np.linspace(1, 12.999, high).astype(np.uint8) if classes is None else np.resize(classes, high)
    image = Image.fromarray(np.repeat(stripes[:, None], wide, 1).astype(np.uint8))
    image.putpalette([value for colour in [(0, 0, 0), *labels.PALETTE[:12].tolist()] for value in colour])
    image.save(folder / f"cmp_{name}.png")


@pytest.mark.parametrize("packing", ["folders", "zips", "a tar of pix2pix", "a zip of pix2pix"])
def test_what_people_have_is_known_by_what_it_holds(capsys, monkeypatch, tmp_path, packing):
    folder, raw = tmp_path / "data", tmp_path / "raw"
    folder.mkdir()
    if "pix2pix" in packing:
        fill(raw / "facades")
        ending = "gztar" if "tar" in packing else "zip"
        shutil.make_archive(str(folder / "archive (1)"), ending, raw)
    else:
        for number in range(1, 9):
            house(raw / "base", f"b{number:04d}", (200 + 10 * number, 260))
        for number in range(1, 5):
            house(raw / "extended", f"x{number:04d}")
        if packing == "zips":
            for part in ("base", "extended"):
                shutil.make_archive(str(folder / f"CMP {part}"), "zip", raw, part)
        else:
            shutil.move(raw, folder / "CMP")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    data = datasets.facades()
    said = capsys.readouterr().out
    assert data.source == "folder"
    if "pix2pix" in packing:
        assert said.startswith("CMP Facades: 3 + 2 + 11 pairs") and "archive (1)" in said
    else:
        assert said.startswith("CMP Facades: 8 + 2 + 2 pairs")
        assert "(CMP's own pictures, base and extended, divided by this course)" in said
        # In their order, base before extended; the third is for validation, the sixth for testing.
        assert np.abs(data.photos_val[:, 0, 0, 0].astype(int) - [3, 1]).max() <= 2
        assert np.abs(data.photos_test[:, 0, 0, 0].astype(int) - [6, 4]).max() <= 2
        assert data.labels_train[0, 0, 0] == 0 and data.labels_train[0, -1, 0] == 11
        assert len(np.unique(data.labels_train)) == 12 and data.photos_train.shape == (8, 64, 64, 3)
    entry = next(entry for entry in catalogue.catalogue() if entry.name == "facades")
    assert entry.now.startswith(f"folder: {folder}")
    assert [result.ok for result in catalogue.verify(["facades"])] == [True, True]


def test_wrong_files_among_cmps_own(tmp_path):
    for spoil, words in (
        (lambda place: (place / "cmp_b0001.png").unlink(), "cmp_b0001.png is not here"),
        (lambda place: house(place, "b0001", classes=[1, 13]), "classes 1 to 13, expected 1 to 12"),
        (lambda place: house(place, "b0001", classes=[0, 5]), "classes 0 to 5, expected 1 to 12"),
        (lambda place: Image.new("RGB", (300, 200)).save(place / "cmp_b0001.png"), "has no palette"),
        (lambda place: (place / "cmp_b0001.jpg").write_text("<html>"), "cmp_b0001.jpg is not a picture"),
    ):
        place = tmp_path / words.replace(" ", "")[-9:]
        house(place, "b0001")
        house(place, "b0002")
        spoil(place)
        with pytest.raises(DatasetUnavailable, match=words):
            datasets.facades(source=place)


def spoil_truncated(folder):
    path = folder / "train/2.jpg"
    path.write_bytes(path.read_bytes()[:2000])


def spoil_text(folder):
    (folder / "test/3.jpg").write_text("not found")


def spoil_size(folder):
    Image.new("RGB", (256, 256)).save(folder / "val/1.jpg")


def spoil_missing(folder):
    (folder / "test/4.jpg").unlink()


def spoil_split(folder):
    for path in (folder / "val").iterdir():
        path.unlink()
    (folder / "val").rmdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_truncated, "train/2.jpg is damaged: image file is truncated"),
        (spoil_text, "test/3.jpg is not a picture"),
        (spoil_size, "val/1.jpg has 256×256 pixels, expected 512×256"),
        (spoil_missing, "lacks test/4.jpg"),
        (spoil_split, "lacks the pictures of val"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_wrong_files_in_the_named_folder(tmp_path, world, spoil, message, packed):
    folder = fill(tmp_path / "data")
    spoil(folder)
    if packed:
        (tmp_path / "packed").mkdir()
        folder = pack(folder, tmp_path / "packed/facades.tar.gz").parent
    with pytest.raises(DatasetUnavailable, match=message) as caught:
        datasets.facades(source=folder)
    assert "Replace or remove" in str(caught.value) and world == []


def test_wrong_archives_sizes_and_folders(capsys, monkeypatch, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "facades.tar.gz").write_bytes(b"<html>404</html>")
    with pytest.raises(DatasetUnavailable, match="is damaged"):
        datasets.facades(source=folder)
    whole = pack(fill(tmp_path / "raw"), folder / "facades.tar.gz").read_bytes()
    (folder / "facades.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatasetUnavailable, match="is damaged"):
        datasets.facades(source=folder)
    with pytest.raises(ValueError, match="not to 100"):
        datasets.facades(100, source=tmp_path / "raw")
    with pytest.raises(DatasetUnavailable, match="there is no folder"):
        datasets.facades(source=tmp_path / "nowhere")
    capsys.readouterr()
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(empty))
    assert datasets.facades(train=1, val=0, test=0).source == "procedural"
    assert f"({empty} has no facades.tar.gz" in capsys.readouterr().out


def test_the_cache_but_not_while_grading(capsys, monkeypatch, tmp_path):
    fill(tmp_path / "cache/facades")
    assert datasets.facades().source == "cache"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.delenv("COURSE_PROFILE")
    assert datasets.facades(train=1, val=0, test=0).source == "procedural"
    monkeypatch.delenv("NBGRADER_EXECUTION")
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    spoil_truncated(tmp_path / "cache/facades")
    capsys.readouterr()
    assert datasets.facades(train=2, val=0, test=0).source == "procedural"
    assert "train/2.jpg is damaged" in capsys.readouterr().out


def served(monkeypatch, content):
    def receive(url, archive, part, timeout, progress):
        part.write_bytes(content)
        problem = archive.problem(part)
        if problem:
            part.unlink()
            raise download._Failed(problem)

    monkeypatch.setattr(download, "_receive", receive)


def test_network_only_if_asked(capsys, monkeypatch, tmp_path, world):
    datasets.facades(train=1, val=0, test=0)
    assert world == []
    with pytest.raises(DatasetUnavailable, match="unplugged"):
        datasets.facades(source="network")
    assert len(world) == 1
    content = pack(fill(tmp_path / "raw"), tmp_path / "made.tar.gz").read_bytes()
    served(monkeypatch, content)
    with pytest.raises(DatasetUnavailable, match="wrong size"):
        datasets.facades(source="network")
    assert not (tmp_path / "cache/facades.tar.gz").exists()
    monkeypatch.setattr(cmp, "ARCHIVE", cmp.ARCHIVE.__class__(**{**vars(cmp.ARCHIVE), "size": len(content)}))
    capsys.readouterr()
    assert datasets.facades(source="network").source == "network"
    assert "no checksum is known" in capsys.readouterr().out
    note = (tmp_path / "cache/facades.tar.gz.sha256").read_text()
    assert note.split()[0] == hashlib.sha256(content).hexdigest()
    assert datasets.facades().source == "cache"
    other = pack(fill(tmp_path / "more", train=4), tmp_path / "cache/facades.tar.gz")
    capsys.readouterr()
    assert datasets.facades(train=1, val=0, test=0).source == "procedural"  # changed since it was downloaded
    assert f"{other} is not the file that was downloaded" in capsys.readouterr().out


def test_catalogue(monkeypatch, tmp_path, world):
    entry = next(entry for entry in catalogue.catalogue() if entry.name == "facades")
    assert entry.now == "procedural" and entry.size == 30_168_306
    assert catalogue.verify(["facades"]) == [("facades", True, "procedural: drawn when needed")]
    (result,) = catalogue.fetch_all(["facades"])
    assert not result.ok and "unplugged" in result.detail and len(world) == 1
    fill(tmp_path / "cache/facades")
    entry = next(entry for entry in catalogue.catalogue() if entry.name == "facades")
    assert entry.now.startswith("cache: ")
    assert [result.ok for result in catalogue.verify(["facades"])] == [True, True]
    spoil_missing(tmp_path / "cache/facades")
    assert [result.ok for result in catalogue.verify(["facades"])] == [False, True]
