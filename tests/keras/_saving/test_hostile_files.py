"""Files made to do harm: each is refused by the package's own error, at once, and without a look at anything else."""

from __future__ import annotations

import contextlib
import io
import json
import stat
import struct
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from supple import keras
from supple.errors import NotSupportedError, SavingError

layers = keras.layers
SEEN: list[tuple[str, str]] = []
WATCHED = {
    "open",
    "import",
    "exec",
    "compile",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "marshal.loads",
    "pickle.find_class",
}
LISTENING = [False]


def listen(event, args):
    if LISTENING[0] and (event in WATCHED or event.startswith("socket.")):
        SEEN.append((event, str(args[0]) if args else ""))


sys.addaudithook(listen)


@pytest.fixture
def good(tmp_path, x):
    """The members of a small archive."""
    model = keras.Sequential([layers.Input((4,)), layers.Dense(3, name="dense")])
    model.compile("sgd", "mse")
    model.save(tmp_path / "good.keras")
    keras.models.load_model(tmp_path / "good.keras")
    with zipfile.ZipFile(tmp_path / "good.keras") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(path: Path, members, **options) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return path


def refused(load, path: Path, text: str, memory: int = 2**23) -> None:
    """Assert that `load(path)` raises a SavingError with `text`, quickly, in little memory, opening `path` alone."""
    SEEN.clear()
    tracemalloc.start()
    start = time.perf_counter()
    LISTENING[0] = True
    try:
        with pytest.raises(SavingError, match=text):
            load(path)
    finally:
        LISTENING[0] = False
        seconds = time.perf_counter() - start
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert seconds < 1
    assert peak < 2 * path.stat().st_size + memory
    assert [found for found in SEEN if found != ("open", str(path))] == []


def load(path):
    return keras.models.load_model(path)


# -- the zip file


@pytest.mark.parametrize(
    "name",
    [
        "/tmp/stolen",
        "../stolen",
        "assets/../../stolen",
        "C:\\stolen",
        "evil.pkl",
        "saved_model.pb",
        "assets/a\\b",
        "config.json/x",
        "assets/\x01",
    ],
)
def test_a_member_with_a_name_that_keras_does_not_write(name, good, tmp_path):
    refused(load, archive_of(tmp_path / "m.keras", {**good, name: b"x"}), "is none that a .keras archive has")


def test_a_member_that_is_a_link(good, tmp_path):
    link = zipfile.ZipInfo("assets/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(load, archive_of(tmp_path / "m.keras", [*good.items(), (link, "/etc/passwd")]), "is a link")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_occurs_twice(good, tmp_path):
    refused(load, archive_of(tmp_path / "m.keras", [*good.items(), ("config.json", b"{}")]), "occurs twice")


@pytest.mark.parametrize("name", ["model.weights.h5", "config.json"])
def test_a_member_that_unpacks_to_far_more_than_the_file(name, good, tmp_path):
    path = archive_of(tmp_path / "m.keras", {**good, name: bytes(2**26)}, compression=zipfile.ZIP_DEFLATED)
    refused(load, path, "says it has 67108864 bytes")


def test_members_that_overlap(good, tmp_path):
    path = tmp_path / "m.keras"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in good.items():
            archive.writestr(name, data)
        first = archive.getinfo("model.weights.h5")
        for number in range(20):
            again = zipfile.ZipInfo(f"assets/{number}")
            for field in ("header_offset", "compress_size", "file_size", "CRC"):
                setattr(again, field, getattr(first, field))
            archive.filelist.append(again)
    refused(load, path, "its members overlap")


def test_a_member_whose_size_in_the_index_is_a_lie(good, tmp_path):
    path = archive_of(tmp_path / "m.keras", good)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\1\2", 0, data.rindex(b"config.json"))
    data[place + 24 : place + 28] = struct.pack("<I", 2**31)
    path.write_bytes(bytes(data))
    refused(load, path, "but says it has 2147483648")


def test_an_encrypted_member(good, tmp_path):
    path = archive_of(tmp_path / "m.keras", good)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\1\2", 0, data.rindex(b"config.json"))
    data[place + 8] |= 1
    path.write_bytes(bytes(data))
    refused(load, path, "is encrypted")


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\x80\x04\x95", b"PK\3\4" + bytes(500), b"\x89HDF\r\n\x1a\n" + bytes(500), b"a" * 10000]
)
def test_what_is_no_zip_file(data, tmp_path):
    (tmp_path / "m.keras").write_bytes(data)
    refused(load, tmp_path / "m.keras", r"no \.keras archive")


@pytest.mark.parametrize("name", ["metadata.json", "config.json", "model.weights.h5"])
def test_a_member_that_is_missing(name, good, tmp_path):
    del good[name]
    refused(load, archive_of(tmp_path / "m.keras", good), f"no .keras archive: {name} missing")


# -- the config


def with_config(good, tmp_path, config) -> Path:
    text = config if isinstance(config, str | bytes) else json.dumps(config)
    return archive_of(tmp_path / "m.keras", {**good, "config.json": text})


def sequential(*forms):
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": list(forms)}}


def layer(cls, module="keras.layers", /, **config):
    return {"module": module, "class_name": cls, "config": config, "registered_name": None}


INPUT = layer("InputLayer", batch_shape=[None, 4], dtype="float32", name="i")
CODE = "4wEAAAAAAAAAAAAAAAEAAAADAAAA8wYAAACXAHwAUwCpAU6pACkB2gF4cwEAAAAg"


@pytest.mark.parametrize("safe_mode", [True, False])
def test_bytecode_of_a_lambda(safe_mode, good, tmp_path):
    code = {"class_name": "__lambda__", "config": {"code": CODE, "defaults": None, "closure": None}}
    path = with_config(good, tmp_path, sequential(INPUT, layer("Dense", units=3, activation=code)))
    refused(
        lambda p: keras.models.load_model(p, safe_mode=safe_mode), path, "bytecode of a lambda.*never runs.*by `def`"
    )


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            {"class_name": "function", "module": "os", "config": "system"},
            "function 'system' of module 'os' is not known",
        ),
        ({"class_name": "function", "module": "builtins", "config": "eval"}, "function 'eval'"),
        ({"class_name": "function", "module": "keras.utils", "config": "get_file"}, "function 'get_file'"),
        ({"class_name": "function", "module": "keras.models", "config": "load_model"}, "function 'load_model'"),
        ({"class_name": "function", "module": "builtins", "config": ["eval"]}, "expected the name"),
        (layer("Popen", "subprocess", args=["touch", "/tmp/stolen"]), "class 'Popen' of module 'subprocess'"),
        (layer("get_file", "keras.utils", origin="http://example.org"), "class 'get_file'"),
        (layer("TorchModuleWrapper", module="gASVAA=="), "class 'TorchModuleWrapper'.*supple lacks it so far"),
        (layer("TFSMLayer", filepath="/etc"), "class 'TFSMLayer'"),
        (layer("os.system", "os"), "expected the name of a class"),
        (layer("__import__", "builtins"), "class '__import__'"),
        ({"class_name": "__type__", "module": "os", "config": "_wrap_close"}, "class '_wrap_close'"),
        ({"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}}, "dtype: expected one of numbers"),
        ({"class_name": "__numpy__", "config": {"value": [["a"]], "dtype": "float32"}}, "__numpy__: not what"),
        ({"class_name": "__numpy__", "config": {"value": 1, "dtype": "1000000000f4"}}, "__numpy__"),
        ({"class_name": "__enum__", "config": {"enum": "E", "module": "m", "name": "A"}}, "enum 'E' of module 'm'"),
        ({"class_name": "__slice__", "config": {"start": "a", "stop": 1, "step": None}}, "__slice__: expected ints"),
        ({"class_name": "__set__", "config": {"value": [[1]]}}, "__set__: not what"),
        ({"class_name": "Dense", "module": ["keras"], "config": {}}, "module: expected a string"),
        ({"class_name": "Dense", "module": "keras.layers", "config": [1]}, "config: expected a dict"),
    ],
)
def test_an_object_in_a_config_that_is_none_of_ours(form, text, good, tmp_path):
    refused(load, with_config(good, tmp_path, sequential(INPUT, layer("Dense", units=3, activation=form))), text)
    if isinstance(form["config"], dict):
        refused(load, with_config(good, tmp_path, form), f"{text}|class '__")


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (b"\xff\xfe\x00", "not JSON"),
        ("[" * 100_000, "JSON nested more than"),
        ('{"a":' * 20_000 + "1" + "}" * 20_000, "JSON nested more than"),
        ("[" * 300 + "]" * 300, "expected the config of a model"),
        (sequential(INPUT, layer("Dense", units=json.loads("[" * 300 + "]" * 300))), "nested more than 200 levels"),
        ("3", "expected the config of a model"),
        ('{"class_name": "Sequential", "class_name": "Dense", "config": {}}', "the key 'class_name' occurs twice"),
        ("9" * 10_000, "not JSON"),
        (sequential(3), "failed"),
        (layer("Dense", units=3), "which is no model"),
        (sequential(INPUT, layer("Dense", units=-1)), "units"),
        (sequential(INPUT, layer("Dense", units=float("nan"))), "units"),
        (sequential(INPUT, layer("Dense", units="3")), "units"),
        (sequential(INPUT, layer("Dense", units=3, lora_rank=4)), "sets lora_rank=4, which supple's Dense lacks"),
        (sequential(INPUT, layer("Dense", units=3, nonsense=4)), "nonsense"),
        (sequential(INPUT, layer("Dropout", rate=float("nan"))), "rate"),
    ],
)
def test_a_config_that_says_nothing_sound(config, text, good, tmp_path):
    refused(load, with_config(good, tmp_path, config), text)


@pytest.mark.parametrize(
    "form",
    [
        layer("Dense", units=10**9),
        layer("Dense", units=10**30),
        layer("Embedding", input_dim=10**12, output_dim=10**6),
        {**layer("Dense", units=3), "build_config": {"input_shape": [None, 10**13]}},
    ],
)
def test_a_config_that_asks_for_more_weights_than_the_file_holds(form, good, tmp_path):
    refused(load, with_config(good, tmp_path, sequential(INPUT, form)), "more weights than the file holds|failed")


# -- the weights


def loader(x):
    model = keras.Sequential([layers.Input((4,)), layers.Dense(3, name="dense")])
    return lambda path: model.load_weights(path)


def external_link(file):
    file["layers"] = h5py.ExternalLink("/etc/passwd", "/")


def soft_link(file):
    file["layers"] = h5py.SoftLink("/elsewhere")


def cyclic_link(file):
    file.create_group("layers")["dense"] = file["/"]


def second_link(file):
    file["layers/dense/vars/0"] = np.zeros((4, 3), "float32")
    file["layers/dense/vars/1"] = file["layers/dense/vars/0"]


def virtual(file):
    layout = h5py.VirtualLayout((4, 3), "float32")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4, 3))
    file.create_virtual_dataset("layers/dense/vars/0", layout)


def external_storage(file):
    file.create_dataset("layers/dense/vars/0", (4, 3), "float32", external=[("/etc/passwd", 0, 48)])


def unwritten(file):
    file.create_dataset("layers/dense/vars/0", (10**6, 10**6), "float32")


def unwritten_chunks(file):
    file.create_dataset("layers/dense/vars/0", (10**6, 10**6), "float32", chunks=(1000, 1000))


def compressed_zeros(file):
    file.create_dataset("layers/dense/vars/0", data=np.zeros(2**24, "uint8"), compression="gzip", compression_opts=9)


def strings(file):
    file["layers/dense/vars/0"] = "text"


def references(file):
    file.create_dataset("layers/dense/vars/0", data=np.array([file.ref], dtype=h5py.ref_dtype))


def records(file):
    file["layers/dense/vars/0"] = np.zeros(3, [("a", "f4"), ("b", "i4")])


def ragged(file):
    file.create_dataset("layers/dense/vars/0", (3,), h5py.vlen_dtype("float32"))


def opaque(file):
    file["layers/dense/vars/0"] = np.zeros((4, 3), "V3")


def opaque_lie(file):
    file["layers/dense/vars/0"] = np.zeros((4, 3), "V8")
    file["layers/dense/vars/0"].attrs["dtype"] = "bfloat16" * 2**12


def named_type(file):
    file["layers"] = np.dtype("float32")


def empty(file):
    file["layers/dense/vars/0"] = h5py.Empty("float32")


def deep(file):
    group = file
    for _ in range(300):
        group = group.create_group("g")


def about_no_json(file):
    file["_supple/about"] = np.frombuffer(b"{", "uint8")


def about_no_object(file):
    file["_supple/about"] = np.frombuffer(b"[]", "uint8")


def about_floats(file):
    file["_supple/about"] = np.zeros((3, 3))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (external_link, "'layers' is a link to another file"),
        (soft_link, "'layers' is a soft link"),
        (cyclic_link, "is a second link to one object"),
        (second_link, "is a second link to one object"),
        (virtual, "is a virtual dataset"),
        (external_storage, "keeps its values in another file"),
        (unwritten, "should hold 4000000000000 bytes"),
        (unwritten_chunks, "should hold 4000000000000 bytes, stored are 0"),
        (compressed_zeros, "should hold 16777216 bytes"),
        (strings, "holds object, expected numbers"),
        (references, "holds object, expected numbers"),
        (records, "expected numbers"),
        (ragged, "holds object, expected numbers"),
        (opaque, "holds .V3, expected numbers"),
        (opaque_lie, "holds .V8, expected numbers"),
        (named_type, "is neither a group nor a dataset"),
        (empty, "has no shape"),
        (deep, "nested more than 200 levels"),
        (about_no_json, "_supple/about: not JSON"),
        (about_no_object, "_supple/about: expected an object, got list"),
        (about_floats, r"_supple/about holds float64 of shape \(3, 3\), expected bytes"),
    ],
)
def test_weights_that_are_no_plain_numbers_of_this_file(make, text, good, tmp_path, x):
    path = tmp_path / "m.weights.h5"
    with h5py.File(path, "w") as file:
        make(file)
    refused(loader(x), path, text)
    refused(load, archive_of(tmp_path / "m.keras", {**good, "model.weights.h5": path.read_bytes()}), f"{text}|SHA-256")


@pytest.mark.parametrize(
    "data", [b"", b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + bytes(4000), b"PK\3\4", b"\x80\x04\x95" * 100]
)
def test_what_is_no_hdf5_file(data, tmp_path, x):
    (tmp_path / "m.weights.h5").write_bytes(data)
    refused(loader(x), tmp_path / "m.weights.h5", "no HDF5 file|damaged")


def test_a_description_of_layers_that_asks_for_too_much(good, tmp_path):
    about = {"layers": {"layers/dense": {"build": {"input_shape": [None, 10**13]}}}}
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        file["_supple/about"] = np.frombuffer(json.dumps(about).encode(), "uint8")
    config = sequential(layer("Dense", units=3, name="dense"))
    members = {"metadata.json": b"{}", "config.json": json.dumps(config), "model.weights.h5": weights.getvalue()}
    refused(load, archive_of(tmp_path / "m.keras", members), "asks for more weights than the file holds")


# -- bytes at random


@pytest.mark.parametrize("seed", range(3))
def test_random_damage_of_weights_gives_the_same_weights_or_our_error(seed, tmp_path, x):
    path = tmp_path / "m.weights.h5"
    model = keras.Sequential([layers.Input((4,)), layers.Dense(3, name="dense")])
    model.save_weights(path)
    whole, expected = path.read_bytes(), model.get_weights()
    random = np.random.default_rng(seed)
    for _ in range(100):
        data = bytearray(whole)
        for place in random.integers(len(data), size=random.integers(1, 4)):
            data[place] = random.integers(256)
        path.write_bytes(bytes(data))
        with contextlib.suppress(SavingError):
            model.load_weights(path)
        for one, other in zip(model.get_weights(), expected, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("seed", range(3))
def test_random_damage_gives_the_same_model_or_our_error(seed, good, tmp_path, x):
    path = tmp_path / "m.keras"
    archive_of(path, good)
    whole = path.read_bytes()
    expected = load(path).get_weights()
    random = np.random.default_rng(seed)
    for _ in range(60):
        data = bytearray(whole)
        for place in random.integers(len(data), size=random.integers(1, 4)):
            data[place] = random.integers(256)
        path.write_bytes(bytes(data))
        try:
            found = load(path).get_weights()
        except (SavingError, NotSupportedError):
            continue
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other)
