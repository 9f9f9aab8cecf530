"""What the data sets are: their files on the network, their arrays, their licences. Only facts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Archive:
    """One file on the network.

    Attributes
    ----------
    file
        Its name in a folder of data.
    urls
        Where it is: the first is asked first, the others are mirrors.
    hash
        `"sha256:…"` or `"md5:…"` of its bytes; this alone decides whether a file is the right one. Empty where nobody
        has published one: then the size decides, and the reader must look closer.
    size
        Bytes, to say how much there is to fetch.
    licence
        In a few words.
    """

    file: str
    urls: tuple[str, ...]
    hash: str
    size: int
    licence: str

    def problem(self, path: Path) -> str | None:
        """Return what is wrong with the file at `path`, or None if its bytes are the right ones."""
        if not self.hash:
            size = path.stat().st_size
            return None if size == self.size else f"wrong size: {size:,} bytes, expected {self.size:,}"
        kind, expected = self.hash.split(":")
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, kind).hexdigest()
        if found == expected:
            return None
        return (
            f"wrong content: {path.stat().st_size:,} bytes with {kind} {found[:12]}…, "
            f"expected {self.size:,} bytes with {expected[:12]}…"
        )


@dataclass(frozen=True)
class Collection:
    """A data set of images with labels.

    Attributes
    ----------
    name, title
        The name in code and files, and the name for people.
    archives
        What to fetch.
    arrays
        Shape and sha256 of the bytes of each array (uint8, in the original order). Files that hold the same
        arrays in another packing (compressed again, without a date) are as good.
    embedded
        sha256 of the bytes of each array of the copy that the package carries (`tools/make_embedded.py`).
    licence
        In a few words; the full notice lies beside the embedded copy.
    classes
        The name of each label.
    installed
        Folders where a system package puts the files.
    """

    name: str
    title: str
    archives: tuple[Archive, ...]
    arrays: dict[str, tuple[tuple[int, ...], str]]
    embedded: dict[str, str]
    licence: str
    classes: tuple[str, ...]
    installed: tuple[Path, ...] = ()


EMBEDDED = Path(__file__).with_name("embedded")

MNIST = Collection(
    name="mnist",
    title="MNIST",
    archives=(
        Archive(
            file="mnist.npz",
            urls=(
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
                "https://s3.amazonaws.com/img-datasets/mnist.npz",
            ),
            hash="sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            size=11_490_434,
            licence="CC BY-SA 3.0, LeCun and Cortes",
        ),
    ),
    arrays={
        "x_train": ((60000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
        "y_train": ((60000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
        "x_test": ((10000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
        "y_test": ((10000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
    },
    embedded={
        "x_train": "20fb4916dacea3bfe7e27216e79300fa37aaed433fc8d9e562cb3edac99e602d",
        "y_train": "8a660894a13bd57e16239b9bcdd68e53a2121dfa78d8146a6dcce3b4fe2c24ae",
        "x_test": "c819306fbc200c97f56c6e467ab3cd7fbdb4530239632f486c3164802208cdb9",
        "y_test": "0a94114279aee67c3e400a01190159074f88bdabc8a51c6b48eb36b43bbd506e",
    },
    licence="CC BY-SA 3.0, LeCun and Cortes",
    classes=tuple("0123456789"),
)


def _zalando(file: str, md5: str, size: int) -> Archive:
    return Archive(
        file=file,
        urls=(
            f"https://storage.googleapis.com/tensorflow/tf-keras-datasets/{file}",
            f"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{file}",
        ),
        hash=f"md5:{md5}",
        size=size,
        licence="MIT, Zalando SE",
    )


FASHION_MNIST = Collection(
    name="fashion_mnist",
    title="Fashion-MNIST",
    archives=(
        _zalando("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
        _zalando("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe", 29_515),
        _zalando("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", 4_422_102),
        _zalando("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310", 5_148),
    ),
    arrays={
        "x_train": ((60000, 28, 28), "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012"),
        "y_train": ((60000,), "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7"),
        "x_test": ((10000, 28, 28), "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a"),
        "y_test": ((10000,), "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9"),
    },
    embedded={
        "x_train": "f1a5247db0700cd80cc0f5242b6221e7450d721a78787006a99a48d69528b864",
        "y_train": "30cf1a306abd76b927f65278284a65465470e04940be5aa329e5fe0daad30493",
        "x_test": "9a0529854e90bcc45cb936a77d5b985aa54db94cbd7cedef7d2eace19a0bb450",
        "y_test": "c6228acc8a75ba8b224e2d7b2a1ac71ce381fc3d4f098d2b827c84c67a9bf02e",
    },
    licence="MIT, Zalando SE",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    installed=(Path("/usr/share/datasets/fashion-mnist"),),
)

COLLECTIONS = {collection.name: collection for collection in (MNIST, FASHION_MNIST)}
