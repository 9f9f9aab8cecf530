"""CIFAR-10 from its archive, never from a wrong one; coloured shapes in its place, the same each time."""

from __future__ import annotations

import hashlib
import io
import tarfile
from dataclasses import replace

import numpy as np
import pytest

from course import datasets
from course.datasets import catalogue, cifar, colours
from course.datasets.download import DatasetUnavailable

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def world(monkeypatch, tmp_path):
    for name in ("COURSE_DATA", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cifar, "DRAWN", (40, 10))


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def records(n: int):
    labels = RNG.integers(0, 10, n, dtype=np.uint8)
    images = RNG.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)
    rows = [bytes([label]) + image.transpose(2, 0, 1).tobytes() for label, image in zip(labels, images, strict=True)]
    return labels, images, b"".join(rows)


def put(monkeypatch, folder, content: bytes):
    """Write an archive that the loader takes for the right one."""
    folder.mkdir(exist_ok=True)
    (folder / cifar.ARCHIVE.file).write_bytes(content)
    digest = f"md5:{hashlib.md5(content).hexdigest()}"
    monkeypatch.setattr(cifar, "ARCHIVE", replace(cifar.ARCHIVE, hash=digest, size=len(content)))


@pytest.fixture
def whole():
    return {name: records(2) for name in (*cifar.TRAIN, *cifar.TEST)}


def archive_of(parts) -> bytes:
    return packed({name: part[2] for name, part in parts.items()})


def test_the_archive_is_read_in_its_order(monkeypatch, tmp_path, whole, capsys):
    put(monkeypatch, tmp_path / "data", archive_of(whole))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    data = datasets.cifar10()
    assert (data.name, data.source, data.classes[9]) == ("cifar10", "folder", "truck")
    np.testing.assert_array_equal(data.x_train, np.concatenate([whole[name][1] for name in cifar.TRAIN]))
    np.testing.assert_array_equal(data.y_train, np.concatenate([whole[name][0] for name in cifar.TRAIN]))
    np.testing.assert_array_equal(data.x_test, whole["test_batch.bin"][1])
    assert "10 training and 2 test images" in capsys.readouterr().out


def test_the_cache_is_asked_next(monkeypatch, tmp_path, whole):
    put(monkeypatch, tmp_path / "cache", archive_of(whole))
    assert datasets.cifar10().source == "cache"
    assert {entry.name: entry.now for entry in catalogue.catalogue()}["cifar10"].startswith("cache")
    assert [result.ok for result in catalogue.verify(["cifar10"])] == [True, True]
    monkeypatch.setenv("COURSE_DATA", "embedded")
    assert datasets.cifar10().name == "colour_shapes"


def test_a_wrong_archive_in_the_named_folder_is_an_error(monkeypatch, tmp_path):
    (tmp_path / cifar.ARCHIVE.file).write_bytes(b"something else")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match=r"COURSE_DATA.*cifar-10-binary.tar.gz: wrong content") as caught:
        datasets.cifar10()
    assert "Replace or remove" in str(caught.value)
    assert [result.ok for result in catalogue.verify(["cifar10"])] == [True, False]


@pytest.mark.parametrize("fault", ["lacks", "bytes", "label", "tar"])
def test_archives_of_another_kind(monkeypatch, tmp_path, whole, fault):
    files = {name: part[2] for name, part in whole.items()}
    if fault == "lacks":
        del files["data_batch_3.bin"]
    elif fault == "bytes":
        files["data_batch_3.bin"] = files["data_batch_3.bin"][:-1]
    elif fault == "label":
        files["data_batch_3.bin"] = b"\x0b" + files["data_batch_3.bin"][1:]
    content = b"no archive" if fault == "tar" else packed(files)
    put(monkeypatch, tmp_path / "data", content)
    with pytest.raises(DatasetUnavailable, match=fault):
        datasets.cifar10(tmp_path / "data")
    assert cifar.problem(tmp_path / "data" / cifar.ARCHIVE.file)


def test_a_wrong_archive_in_the_cache_is_told_and_passed_over(tmp_path, capsys):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / cifar.ARCHIVE.file).write_bytes(b"half")
    data = datasets.cifar10()
    assert data.name == "colour_shapes" and "wrong content" in capsys.readouterr().out


def test_a_folder_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "typo"))
    with pytest.raises(DatasetUnavailable, match="there is no folder"):
        datasets.cifar10()


def test_without_any_source_shapes_are_drawn_and_it_is_said(capsys):
    data = datasets.cifar10()
    said = capsys.readouterr().out
    assert (data.name, data.source, len(data.x_train), len(data.x_test)) == ("colour_shapes", "embedded", 40, 10)
    assert "not photographs" in said and "COURSE_OFFLINE" in said


def test_smoke_draws_at_once(monkeypatch, tmp_path, whole):
    put(monkeypatch, tmp_path / "cache", archive_of(whole))
    monkeypatch.setenv("COURSE_PROFILE", "smoke")
    assert datasets.cifar10().name == "colour_shapes"


# ---- Coloured shapes -----------------------------------------------------------------------------------------


def test_shapes_are_a_function_of_count_and_seed():
    images, labels = colours.colour_shapes(60, seed=3)
    again, same = colours.colour_shapes(60, seed=3)
    assert images.shape == (60, 32, 32, 3) and images.dtype == labels.dtype == np.uint8
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same)
    assert np.bincount(labels).tolist() == [6] * 10
    assert (colours.colour_shapes(60, seed=4)[0] != images).any()
    assert len(colours.colour_shapes(1)[0]) == 1 and len(colours.colour_shapes(501)[0]) == 501
    with pytest.raises(ValueError):
        colours.colour_shapes(0)


def test_labels_are_right_about_what_is_drawn():
    """Read from the mask: a ring and a frame have a hole; a disc and a square have none, and fill their box."""
    u, v = np.meshgrid(np.linspace(-1.2, 1.2, 97), np.linspace(-1.2, 1.2, 97), indexing="ij")
    inside = {name: colours._distance(label, u, v) < 0 for label, name in enumerate(colours.CLASSES)}
    middle = {name: mask[48, 48] for name, mask in inside.items()}
    assert not middle["ring"] and not middle["frame"] and middle["disc"] and middle["square"] and middle["cross"]
    assert all(0.05 < mask.mean() < 0.6 for mask in inside.values())
    masks = list(inside.values())
    assert all((one != other).mean() > 0.03 for i, one in enumerate(masks) for other in masks[:i])
    np.testing.assert_array_equal(inside["square"], inside["square"].T)


def test_colours_are_those_of_the_wheel():
    hue = np.array([0.0, 1 / 3, 2 / 3, 1 / 6])
    expected = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]
    np.testing.assert_allclose(colours._colour(hue, np.ones(4), np.ones(4)), expected, atol=1e-9)
    np.testing.assert_allclose(colours._colour(hue, np.zeros(4), np.full(4, 0.5)), 0.5)
