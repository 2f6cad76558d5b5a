"""Parameters in files: what is saved comes back, and nothing else gets in."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, init_parameters, load_parameters, save_parameters
from tests.networks import (
    EVERYTHING,
    EVERYTHING_SHAPE,
    LENET_5,
    LENET_5_SHAPE,
    LINES,
    LINES_SHAPE,
)

LIMIT = 2_000_000  # bytes that refusing a file for the lines network may take


def parameters_of(layers=LINES, shape=LINES_SHAPE, dtype=np.float64):
    return init_parameters(layers, shape, rng=np.random.default_rng(0), dtype=dtype)


def npy(array):
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array), allow_pickle=True)
    return file.getvalue()


def header(descr, shape, by_columns=False):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": descr, "fortran_order": by_columns, "shape": shape})
    return file.getvalue()


def archive(members, method=zipfile.ZIP_STORED):
    """Pack members, a dictionary or a list of pairs, into a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in members.items() if isinstance(members, dict) else members:
            packed.writestr(name, content)
    return io.BytesIO(file.getvalue())


def members(**changes):
    """The members of a file that fits the lines network, some changed."""
    return {**{f"{name}.npy": npy(array) for name, array in parameters_of().items()}, **changes}


def load(file):
    return load_parameters(file, LINES, LINES_SHAPE)


def assert_refused(file, sentence):
    """Refused in one sentence, and without memory for more than the network has."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=sentence) as caught:
            load(file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < LIMIT
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("layers", "shape"), [(LINES, LINES_SHAPE), (LENET_5, LENET_5_SHAPE), (EVERYTHING, EVERYTHING_SHAPE)]
)
def test_what_is_saved_comes_back(layers, shape, dtype, tmp_path):
    parameters = parameters_of(layers, shape, dtype)
    save_parameters(tmp_path / "weights.npz", parameters)
    loaded = load_parameters(tmp_path / "weights.npz", layers, shape)
    assert list(loaded) == list(parameters)
    for name, array in parameters.items():
        assert loaded[name].dtype == dtype
        np.testing.assert_array_equal(loaded[name], array)


def test_a_saved_file_is_one_that_numpy_opens():
    file = io.BytesIO()
    save_parameters(file, parameters_of())
    file.seek(0)
    with np.load(file, allow_pickle=False) as opened:
        np.testing.assert_array_equal(opened["conv1.kernels"], parameters_of()["conv1.kernels"])


def test_the_same_parameters_make_the_same_file():
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        save_parameters(file, parameters_of())
    assert files[0].getvalue() == files[1].getvalue()


def test_compressed_files_and_other_byte_orders_and_layouts_are_taken():
    wanted = parameters_of()
    packed = {f"{name}.npy": npy(np.asfortranarray(array.astype(">f4"))) for name, array in wanted.items()}
    loaded = load(archive(packed, zipfile.ZIP_DEFLATED))
    for name, array in wanted.items():
        assert loaded[name].dtype == np.float32 and loaded[name].dtype.isnative
        np.testing.assert_array_equal(loaded[name], array.astype(np.float32))


def test_loaded_parameters_can_be_changed():
    loaded = load(archive(members()))
    loaded["conv1.bias"][0] = 1


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({}, r"parameters are \{\}: give a dictionary of arrays"),
        (None, "parameters are None: give a dictionary of arrays"),
        ({"conv1.bias": [np.nan]}, "conv1.bias has infinity or not-a-number in it"),
        ({"conv1.bias": [object()]}, "conv1.bias has type object"),
        ({1: [1.0]}, "parameters cannot be saved by the name 1: call it as in 'conv1.kernels'"),
        ({"file": [1.0]}, "parameters cannot be saved by the name 'file'"),
    ],
)
def test_what_could_not_be_loaded_is_not_saved(parameters, sentence):
    with pytest.raises(ValueError, match=sentence):
        save_parameters(io.BytesIO(), parameters)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a zip file", b"\x93NUMPY\x01\x00", npy(np.zeros(3)), b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_npz_file_is_refused(content):
    assert_refused(io.BytesIO(content), "the file (is damaged, or not an .npz file|has nothing in it).*conv1.kernels")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "missing.npz")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"conv1.kernels.npy": npy(np.zeros((4, 1, 5, 5)))}, "conv1.kernels is 4×1×5×5, but the network needs 4×1×3×3"),
        ({"dense1.bias.npy": npy(np.zeros((1, 2)))}, "dense1.bias is 1×2, but the network needs 2"),
        ({"dense1.bias.npy": npy(np.zeros(()))}, "dense1.bias is a single number, but the network needs 2"),
        ({"dense1.bias.npy": npy(["a", "b"])}, "dense1.bias has type str32, but float32 or float64 is needed"),
        ({"dense1.bias.npy": npy([1, 2])}, "dense1.bias has type int64, but float32 or float64"),
        ({"dense1.bias.npy": npy(np.zeros(2, np.float16))}, "dense1.bias has type float16"),
        ({"dense1.bias.npy": npy(np.zeros(2, np.longdouble))}, "dense1.bias has type (longdouble|float)"),
        ({"dense1.bias.npy": npy(np.zeros(2, complex))}, "dense1.bias has type complex128"),
        ({"dense1.bias.npy": npy(np.zeros(2, [("a", "f8")]))}, "dense1.bias has type void64"),
        ({"dense1.bias.npy": npy([np.nan, 0])}, "dense1.bias has infinity or not-a-number in it"),
        ({"dense1.bias.npy": npy([np.inf, 0])}, "dense1.bias has infinity or not-a-number in it"),
        (
            {"extra.npy": npy([1.0])},
            r"the file also has 'extra' \(1\), but the network needs only conv1.kernels \(4×1×3×3\), .* and 1 more",
        ),
        (
            {"folder/dense1.bias.npy": npy([1.0, 2.0]), "b.npy": b"", "c.npy": npy([[1.0]]), "d.npy": npy([1.0])},
            r"the file also has 'folder/dense1.bias' \(2\), 'b', 'c' \(1×1\) and 1 more, but the network needs only",
        ),
        ({"../../etc/passwd": b"root"}, "but the network needs"),
    ],
)
def test_arrays_of_another_network_are_refused_with_what_it_needs(changes, sentence):
    assert_refused(archive(members(**changes)), sentence)


@pytest.mark.parametrize("missing", ["conv1.kernels.npy", "dense1.bias.npy"])
def test_a_missing_array_is_named(missing):
    left = {name: content for name, content in members().items() if name != missing}
    sentence = rf"the file has '.*' \(.* and '.*' \(.*, but the network also needs {missing.removesuffix('.npy')} \("
    assert_refused(archive(left), sentence)


def test_what_a_file_has_in_place_of_what_is_needed_is_named_with_its_shape():
    content = members()
    content["bias.npy"] = content.pop("dense1.bias.npy")
    assert_refused(archive(content), r"the file has 'bias' \(2\), but the network needs dense1.bias \(2\): choose")


def test_all_shapes_that_are_not_right_are_said_beside_those_that_are_needed():
    file = io.BytesIO()
    save_parameters(file, parameters_of((Conv(64, 5), Relu(), Pool(), Flatten(), Dense(2))))
    assert_refused(
        file,
        "conv1.kernels is 64×1×5×5, conv1.bias is 64 and dense1.weights is 256×2, but the network needs 4×1×3×3, 4 and "
        "36×2: choose a file that was saved from this network",
    )


def test_the_same_name_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = archive([*members().items(), ("dense1.bias.npy", npy([1.0, 2.0]))])
    assert_refused(file, "the file has .* but the network needs")


class Trap:
    sprung = False

    def __reduce__(self):
        return setattr, (Trap, "sprung", True)


def test_pickled_objects_are_refused_and_not_run():
    assert_refused(archive(members(**{"dense1.bias.npy": npy(np.array([Trap(), 1]))})), "dense1.bias has type object")
    assert not Trap.sprung


def test_ten_thousand_members_are_counted_not_read():
    assert_refused(
        archive({f"{i}.npy": b"" for i in range(10_000)}), "the file has 1,1.,... bytes|the file has .* bytes"
    )


LONGER = r"the file has more than 14,224 bytes, the most that the 114 parameters of this network can take"


def test_a_large_file_is_refused_by_its_size():
    assert_refused(io.BytesIO(bytes(1_000_000)), LONGER)


class Endless(io.RawIOBase):
    def readable(self):
        return True

    def read(self, size=-1):
        assert 0 <= size < LIMIT, "asked for all of it"
        return bytes(size)


def test_no_more_is_read_of_a_file_without_an_end_than_the_network_can_take():
    assert_refused(Endless(), LONGER)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "file is of type NoneType: give a path, or a file opened for reading bytes"),
        (b"PK", "file is of type bytes: give a path"),
        (io.StringIO("PK"), "the file was opened for text: open it for reading bytes"),
    ],
)
def test_what_is_no_file_of_bytes_is_refused(file, sentence):
    assert_refused(file, sentence)


@pytest.mark.parametrize("member", ["dense1.bias.npy", "zeros.npy"])
def test_what_would_unpack_to_gigabytes_is_not_unpacked(member):
    bomb = header("<f8", (2,)) + bytes(5_000_000)  # some 5 kB packed
    file = archive(members(**{member: bomb}), zipfile.ZIP_DEFLATED)
    assert len(file.getvalue()) < 15_000
    assert_refused(file, "dense1.bias unpacks to 5,000,128 bytes, but 2 numbers|the network needs")


def test_an_entry_that_lies_about_its_size_unpacks_to_no_more_than_it_says():
    bomb = header("<f8", (2,)) + bytes(16) + bytes(5_000_000)
    content = archive(members(**{"dense1.bias.npy": bomb}), zipfile.ZIP_DEFLATED).getvalue()
    honest, lie = struct.pack("<L", len(bomb)), struct.pack("<L", len(header("<f8", (2,))) + 16)
    assert content.count(honest) == 2  # before the member and in the directory
    assert_refused(io.BytesIO(content.replace(honest, lie)), "the file is damaged, or not an .npz file")


@pytest.mark.parametrize(
    "content",
    [
        header("<f8", (2,)),  # no numbers
        header("<f8", (2,)) + bytes(8),  # half of them
        header("<f8", (2,)) + bytes(24),  # too many
        header("<f8", (2,))[:40],
        b"\x93NUMPY\x03\x00" + header("<f8", (2,))[8:] + bytes(16),
        b"\x93NUMPY\x02\x00" + struct.pack("<L", 2**31) + b"{",
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 600) + b"(" * 600,
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 60) + b"{'descr': '<f8', 'fortran_order': False, 'shape': (2L,)}    ",
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 10) + b"\xff" * 10,
        header("<f8", (2,)).replace(b"(2,)", b"(-2)"),
        b"\x80\x04pickle",
        b"",
    ],
)
def test_a_damaged_array_is_refused(content):
    assert_refused(archive(members(**{"dense1.bias.npy": content})), r"the file is damaged|dense1.bias is \(?-?2")


@pytest.mark.parametrize("shape", [(2**62,), (2**31, 2**31), (10**30,)])
def test_a_shape_larger_than_any_memory_is_refused_by_its_words(shape):
    content = header("<f8", shape) + bytes(16)
    assert_refused(archive(members(**{"dense1.bias.npy": content})), r"dense1.bias is \d+.*, but the network needs 2")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_unpack_without_limit_are_refused(method):
    assert_refused(archive(members(), method), "conv1.kernels is packed in a way that NumPy does not use")


@given(cut=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_refused(cut):
    content = archive(members()).getvalue()
    with pytest.raises(ValueError, match="the file is damaged"):
        load(io.BytesIO(content[: int(len(content) * cut)]))


@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_changes_nothing_that_matters(place, value):
    content = bytearray(archive(members()).getvalue())
    content[int(len(content) * place)] = value
    try:
        loaded = load(io.BytesIO(bytes(content)))
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        for name, array in parameters_of().items():
            np.testing.assert_array_equal(loaded[name], array)
