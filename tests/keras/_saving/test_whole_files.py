"""A file is there as a whole or not at all, and a damaged one is refused."""

from __future__ import annotations

import zipfile

import h5py
import numpy as np
import pytest

from supple import keras
from supple.errors import SavingError

from .conftest import same


@pytest.fixture
def archive(trained, tmp_path):
    trained.save(tmp_path / "m.keras")
    return tmp_path / "m.keras"


@pytest.fixture
def weights(trained, tmp_path):
    trained.save_weights(tmp_path / "m.weights.h5")
    return tmp_path / "m.weights.h5"


def test_an_existing_file_is_kept_unless_told_otherwise(trained, archive, weights):
    before = archive.read_bytes()
    with pytest.raises(SavingError, match=r"m\.keras exists already; give overwrite=True"):
        trained.save(archive, overwrite=False)
    with pytest.raises(SavingError, match=r"m\.weights\.h5 exists already; give overwrite=True"):
        trained.save_weights(weights, overwrite=False)
    assert archive.read_bytes() == before


def test_a_failed_save_leaves_the_old_file_and_nothing_else(trained, archive, plain, monkeypatch):
    before = archive.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(SavingError, match=r"m\.keras: cannot be written: No space left on device"):
        trained.save(archive)
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_a_failed_save_of_weights_leaves_the_old_file(trained, weights, monkeypatch):
    before = weights.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(h5py.Group, "create_dataset", full)
    with pytest.raises(SavingError, match="cannot be written: No space left on device"):
        trained.save_weights(weights)
    assert weights.read_bytes() == before
    assert list(weights.parent.iterdir()) == [weights]


def test_a_folder_is_no_target(trained, tmp_path):
    (tmp_path / "n.keras").mkdir()
    with pytest.raises(SavingError, match=r"n\.keras is a folder"):
        trained.save(tmp_path / "n.keras")
    with pytest.raises(SavingError, match=r"n\.keras is no regular file"):
        keras.models.load_model(tmp_path / "n.keras")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SavingError, match=r"load_model: .*m\.keras: No such file"):
        keras.models.load_model(tmp_path / "m.keras")


@pytest.mark.parametrize("share", [0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(share, trained, archive, weights):
    for path in (archive, weights):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SavingError, match=r"m\.keras: no \.keras archive"):
        keras.models.load_model(archive)
    with pytest.raises(SavingError, match=r"m\.weights\.h5"):
        trained.load_weights(weights)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def place_of(path, key: str) -> int:
    """Where in an HDF5 file the values of a dataset begin."""
    with h5py.File(path) as file:
        return file[key].id.get_offset()


def test_one_flipped_bit_in_the_weights_is_found(trained, weights):
    before = trained.get_weights()
    weights.write_bytes(flipped(weights.read_bytes(), place_of(weights, "first/vars/0") + 1))
    with pytest.raises(SavingError, match=r"the weights are not those that were written: their SHA-256 is"):
        trained.load_weights(weights)
    for old, new in zip(before, trained.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_one_flipped_bit_in_the_weights_of_an_archive_is_found(archive, weights):
    values = weights.read_bytes()[(start := place_of(weights, "first/vars/0")) : start + 20]
    data = archive.read_bytes()
    archive.write_bytes(flipped(data, data.index(values)))
    with pytest.raises(SavingError, match=r"model\.weights\.h5 \(\d+ bytes\) is damaged: its checksum is not the one"):
        keras.models.load_model(archive)


def test_one_flipped_bit_in_the_config_is_found(archive):
    data = archive.read_bytes()
    archive.write_bytes(flipped(data, data.index(b'"class_name"') + 5))
    with pytest.raises(SavingError, match=r"config\.json is damaged: Bad CRC-32"):
        keras.models.load_model(archive)


def test_one_flipped_bit_in_a_file_without_our_checksum_is_found(archive, tmp_path):
    """As Keras writes it: the checksum of the zip member is all there is."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(tmp_path / "n.keras", "w") as target:
        for name in source.namelist():
            target.writestr(name, b"{}" if name == "metadata.json" else source.read(name))
    assert keras.models.load_model(tmp_path / "n.keras").built
    data = bytearray((tmp_path / "n.keras").read_bytes())
    data[data.index(b"\x89HDF") + 3000] ^= 1
    (tmp_path / "n.keras").write_bytes(bytes(data))
    with pytest.raises(SavingError, match=r"model\.weights\.h5 .* is damaged: its checksum|no HDF5|damaged"):
        keras.models.load_model(tmp_path / "n.keras")


def test_weights_of_another_save_in_an_archive_are_found(archive, trained, tmp_path, x, y):
    trained.fit(x, y, verbose=0)
    trained.save(tmp_path / "later.keras")
    with zipfile.ZipFile(archive) as first, zipfile.ZipFile(tmp_path / "later.keras") as later:
        with zipfile.ZipFile(tmp_path / "mixed.keras", "w") as target:
            for name in first.namelist():
                target.writestr(name, (later if name.endswith("h5") else first).read(name))
    with pytest.raises(SavingError, match=r"is not the one that was saved with metadata\.json"):
        keras.models.load_model(tmp_path / "mixed.keras")


def test_compressed_members_and_datasets_load(archive, trained, tmp_path, x):
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(tmp_path / "n.keras", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    assert same(keras.models.load_model(tmp_path / "n.keras"), trained)


def test_weights_that_other_tools_compressed_load(weights, trained, plain, tmp_path, x):
    with h5py.File(weights) as source, h5py.File(tmp_path / "n.weights.h5", "w") as target:

        def copy(key, item):
            if isinstance(item, h5py.Dataset) and not key.startswith(("_supple", "optimizer")):
                target.create_dataset(key, data=item[()], compression="gzip", shuffle=True)

        source.visititems(copy)
    model = plain(5)
    model(x)
    model.load_weights(tmp_path / "n.weights.h5")
    assert same(model, trained)
