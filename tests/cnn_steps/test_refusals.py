"""Every public function, every argument, everything that may be given by mistake: a result, or one sentence of ours."""

import inspect
import linecache
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cnn_steps
from cnn_steps import Conv, Dense, Flatten, Pool, Relu
from cnn_steps.arrays import shown, times

LAYERS = (Conv(2), Relu(), Pool(), Flatten(), Dense(2))
PARAMETERS = cnn_steps.init_parameters(LAYERS, (8, 8), rng=np.random.default_rng(0))
IMAGES, LABELS = cnn_steps.line_images(4, rng=np.random.default_rng(0))
IMAGE = np.arange(16.0).reshape(4, 4)
KERNEL = np.array([[1.0, -1.0], [0.0, 2.0]])
PHOTO = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
FILE = b"P5 2 1 255 " + bytes([0, 255])
WINDOW = {"stride": 1, "padding": 0}
SLID = {**WINDOW, "dilation": 1, "average": False}
POOLED = {"size": 2, **WINDOW, "mode": "max", "count_include_pad": True}
CELL = {"row": 0, "col": 0}
READ = {"max_pixels": 100, "max_bytes": 100, "background": "white", "max_side": 5}
SHOWN_AS = {"fill": 0, "method": "bilinear"}
TRAINING = {"epochs": 1, "learning_rate": 0.1, "batch_size": 2, "momentum": 0.5, "reduction": "mean"}
CONV_GRAD, POOL_GRAD = np.ones((3, 3)), np.ones((3, 3))


def network_request() -> dict[str, Any]:
    return {"layers": LAYERS, "parameters": PARAMETERS, "images": IMAGES}


def all_activations() -> tuple[np.ndarray, ...]:
    return cnn_steps.forward(LAYERS, PARAMETERS, IMAGES[0])


RNG, FILE_OBJECT = object(), object()  # stand for a generator and for a file, made anew for every call

REQUESTS: dict[str, dict[str, Any]] = {
    "accuracy": {**network_request(), "labels": LABELS},
    "adjust_brightness": {"image": PHOTO, "amount": 1.0, "factor": 1.0},
    "backward": {
        **{"layers": LAYERS, "parameters": PARAMETERS, "activations": all_activations()},
        **{"grad": np.ones(2), "image_grad": True},
    },
    "bitmap_features": {"bitmaps": cnn_steps.DIGIT_9, "kernels": cnn_steps.LESSON_KERNELS},
    "classify_bitmap": {"bitmaps": cnn_steps.DIGIT_9, "classifier": cnn_steps.load_bitmap_classifier()},
    "confusion_matrix": {"labels": [0, 1], "guesses": [1, 1], "classes": 2},
    "conv2d": {"image": IMAGE, "kernels": KERNEL, "bias": 0.5, **SLID},
    "conv2d_backward": {"grad": CONV_GRAD, "image": IMAGE, "kernels": KERNEL, **SLID, "image_grad": True},
    "conv2d_step": {"image": IMAGE, "kernel": KERNEL, **CELL, "bias": 0.5, **SLID},
    "conv2d_trace": {"image": IMAGE, "kernel": KERNEL, "bias": 0.5, **SLID},
    "conv_parameters": {"filters": 1, "channels": 1, "kernel_size": 3, "bias": True},
    "crop": {"image": PHOTO, "rows": (0, 2), "cols": (1, 3)},
    "cross_entropy": {"logits": np.ones((2, 3)), "labels": [0, 2]},
    "dense": {"x": np.ones(3), "weights": np.ones((3, 2)), "bias": np.ones(2)},
    "dense_backward": {"grad": np.ones(2), "x": np.ones(3), "weights": np.ones((3, 2))},
    "dense_parameters": {"inputs": 3, "outputs": 2, "bias": True},
    "dense_step": {"x": np.ones(3), "weights": np.ones((3, 2)), "bias": np.ones(2), "unit": 0},
    "digit_stages": {"picture": cnn_steps.DIGIT_9},
    "finite_difference": {"function": np.sum, "x": np.ones(3), "direction": np.ones(3), "eps": 1e-3},
    "fit": {"image": PHOTO, "size": (3, 3), "frame": "letterbox", **SHOWN_AS},
    "fit_bitmap": {"picture": PHOTO, "size": (7, 5), "invert": False},
    "flatten": {"x": IMAGE},
    "flatten_backward": {"grad": np.ones(16), "shape": (4, 4)},
    "flip": {"image": PHOTO, "direction": "vertical"},
    "forward": {"layers": LAYERS, "parameters": PARAMETERS, "image": IMAGES[0]},
    "full_range": {"image": PHOTO},
    "gradient_check": {
        **{"function": np.sum, "x": np.ones(3), "grad": np.ones(3), "rng": RNG},
        **{"eps": 1e-3, "directions": 2, "tolerance": 1e-3},
    },
    "init_parameters": {"layers": LAYERS, "input_shape": (8, 8), "rng": RNG, "scheme": "he", "dtype": np.float64},
    "input_layer": {
        **{"source": FILE, "target_size": (2, 2), "method": "bilinear", "whole": False, "low": 0.0, "high": 1.0},
        **{"max_pixels": 100, "max_bytes": 100},
    },
    "invert": {"image": PHOTO},
    "kernel_bank": {"names": ["box"]},
    "layer_names": {"layers": LAYERS},
    "line_images": {"n": 2, "rng": RNG, "border": True},
    "load_bitmap_classifier": {"bank": "lesson"},
    "load_image": {"source": FILE, **READ},
    "load_parameters": {"file": FILE_OBJECT, "layers": LAYERS, "input_shape": (8, 8)},
    "nearest_known": {"images": IMAGE, "known": np.ones((2, 4, 4))},
    "normalize": {"image": PHOTO, "low": 0.0, "high": 1.0, "source_range": (0, 255)},
    "output_size": {"n": 7, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1},
    "pad": {"image": PHOTO, "padding": 1, "fill": 0, "mode": "constant"},
    "picture_stages": {
        **{"picture": PHOTO, "size": (3, 3), "frame": "crop", "color": True, "value_range": (0, 1), "invert": False},
        **SHOWN_AS,
    },
    "pool2d": {"maps": IMAGE, **POOLED},
    "pool2d_backward": {"grad": POOL_GRAD, "maps": IMAGE, **POOLED},
    "pool2d_step": {"feature_map": IMAGE, **CELL, **POOLED},
    "pool2d_trace": {"feature_map": IMAGE, **POOLED},
    "predict": network_request(),
    "read_picture": {"source": FILE, **READ},
    "relu": {"x": IMAGE},
    "relu_backward": {"grad": IMAGE, "x": IMAGE},
    "resize": {"image": PHOTO, "size": (3, 3), "method": "bilinear"},
    "resize_weights": {"count": 6, "wanted": 3, "place": 1},
    "rotate": {"image": PHOTO, "degrees": 10.0, **SHOWN_AS},
    "save_parameters": {"file": FILE_OBJECT, "parameters": PARAMETERS},
    "sigmoid": {"x": IMAGE},
    "sigmoid_backward": {"grad": IMAGE, "x": IMAGE},
    "softmax": {"logits": np.ones(3), "axis": -1},
    "softmax_step": {"logits": np.ones(3)},
    "summary": {"layers": LAYERS, "input_shape": (8, 8)},
    "tanh": {"x": IMAGE},
    "tanh_backward": {"grad": IMAGE, "x": IMAGE},
    "to_channels_first": {"image": PHOTO},
    "to_channels_last": {"stack": np.ones((3, 2, 2))},
    "to_grayscale": {"image": PHOTO, "method": "mean", "whole": False},
    "train": {
        **{**network_request(), "labels": LABELS, **TRAINING, "rng": RNG},
        **{"validation": (IMAGES, LABELS), "start": None, "should_stop": None},
    },
}
"""For every public function a request that it can meet."""


MISFIT = re.compile(
    r" is .* but .* (is|are|has) |\d ?× ?\d|not-a-number|one color|which is not one of|must be below|ran away"
)
"""What is said where values are fine in themselves, and do not fit others."""


class NeedsGradients:
    """An array of another package that NumPy gets no numbers from, such as a PyTorch tensor with ``requires_grad``."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def __array__(self, *args: Any, **options: Any) -> np.ndarray:
        raise self.error("Can't call numpy() on Tensor that requires grad.")


MASKED = np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[True, False], [False, False]])
ENDLESS = np.broadcast_to(np.float64(1), (2**20, 2**20))  # one number in memory, and a million times a million to see

NUMBERS: list[Any] = [
    *(0, -1, 2, 10**9, 2**31 - 1, 2**31, 2**40, 2**60, 10**30, 10**5000, -(10**5000)),
    *(0.0, -0.5, 2.0, 2.5, 1e-300, 1e300, np.nan, np.inf, -np.inf, 1j),
    *(np.int64(2), np.int64(-1), np.uint8(200), np.float32(2), np.float64(np.nan), np.array(2), np.array(1.5)),
    *(True, False, np.True_, None, "", "1", "yes", "same", b"1", np.str_("max")),
]
PAIRS: list[Any] = [
    *((), [], (1,), (1, 1), (1, 2, 3), (1, -1), (2**40, 1), (1, 2**60), (10**5, 10**5), (10**9, 10**9)),
    *((2.5, 1), (np.nan, 1), (None, 1), ("1", "2"), (True, True), (np.int64(1), np.int64(2)), "ab", {1, 2}, {1: 2}),
    *(((1, 1), (1, 1)), ((1, -1), (1, 1)), ((10**9, 0), (0, 10**9)), ((1, 2), (1, 2, 3)), [[1, 2], [3]], (1, (2, 3))),
    *(np.array([1, 2]), np.array([1.0, np.nan]), np.array([[1], [2]]), range(2), ("same", 1), ("same", "valid")),
]
ARRAYS: list[Any] = [
    *(np.zeros(0), np.zeros((0, 3)), np.zeros((2, 0, 3, 3)), np.ones(1), np.ones((1, 1)), np.ones((1, 1, 1, 1, 1))),
    *(np.ones((2, 3, 4)), np.ones((4, 4, 3)), np.full((4, 4), np.nan), np.full((4, 4), -np.inf), np.ones((4, 4), int)),
    *(np.ones((4, 4), kind) for kind in ("?", "u1", "i8", "u8", "f2", "f4", "g", ">f4", ">i4", "F", "D", "O", "U3")),
    *(np.ones((4, 4), "M8[D]"), np.zeros((4, 4), "i4,f4"), np.array(None), np.array([None, 1]), np.array(["x", "y"])),
    *(MASKED, [MASKED[0], MASKED[1]], [1.0, np.ma.masked], np.ma.masked, ENDLESS),
    *(np.broadcast_to(np.uint8(1), (2**20, 2**20, 3)), np.broadcast_to(np.array(1), (2**20, 2**20))),
    *(IMAGE[::-1, ::2], IMAGE.T, np.asfortranarray(IMAGE), [[1, 2], [3, 4]], [[1, 2**70], [3, 4]]),
    *(pd.DataFrame(IMAGE), pd.Series([0, 1]), pd.Series([1, None], dtype="Int64"), pd.Series(["a", "b"])),
    *(NeedsGradients(RuntimeError), NeedsGradients(TypeError), NeedsGradients(ValueError), [NeedsGradients(TypeError)]),
]
THINGS: list[Any] = [
    object(),
    len,
    int,
    np.float16,
    "float32",
    lambda: 1,
    iter([1]),
    Conv(2),
    (Conv(2),),
    BytesIO(b"x"),
]
LAYER_MISTAKES: list[Any] = [
    *((layer(**{field: value}), Flatten(), Dense(2)) for layer, field in ((Conv, "filters"),) for value in NUMBERS),
    *(
        (Conv(2, **{field: value}), Flatten(), Dense(2))
        for field in ("kernel_size", "stride", "padding", "dilation", "average", "bias")
        for value in (*NUMBERS, *PAIRS)
    ),
    *(
        (Conv(2), Pool(**{field: value}), Flatten(), Dense(2))
        for field in ("size", "stride", "padding", "mode")
        for value in (*NUMBERS, *PAIRS)
    ),
    *((Flatten(), Dense(**{"units": 2, field: value})) for field in ("units", "bias") for value in (*NUMBERS, *PAIRS)),
    *((Conv(2), Dense(2)), (Flatten(), Conv(2)), (Flatten(), Flatten()), [Flatten(), Dense(2)], (Relu(),), (Dense,)),
]
PARAMETER_MISTAKES = [
    *({**PARAMETERS, "conv1.bias": value} for value in (*NUMBERS, *ARRAYS)),
    *({}, {"x": [1.0]}, {**PARAMETERS, 5: [1.0]}, {"": [1.0]}, {"file": [1.0]}, {"allow_pickle": [1.0]}),
]


def functions() -> list[str]:
    """The public functions that take something."""
    public = {name: getattr(cnn_steps, name) for name in cnn_steps.__all__}
    return [name for name, it in public.items() if inspect.isfunction(it) and inspect.signature(it).parameters]


def mistakes(argument: str) -> list[Any]:
    if argument == "layers":
        return [*LAYER_MISTAKES, *NUMBERS, *THINGS]
    if argument == "parameters":
        return [*PARAMETER_MISTAKES, *NUMBERS, *ARRAYS, *THINGS]
    if argument in ("function", "should_stop"):  # what can be called may raise whatever it likes
        return [*NUMBERS, *PAIRS, *ARRAYS]
    return [*NUMBERS, *PAIRS, *ARRAYS, *THINGS]


def call(name: str, request: dict[str, Any]) -> Any:
    """Call a function, and ask an iterator for the first thing it has."""
    if "rng" in request and request["rng"] is RNG:
        request["rng"] = np.random.default_rng(0)
    if "file" in request and request["file"] is FILE_OBJECT:
        request["file"] = saved() if name == "load_parameters" else BytesIO()
    result = getattr(cnn_steps, name)(**request)
    return next(result) if isinstance(result, Iterator) else result


def saved() -> BytesIO:
    file = BytesIO()
    cnn_steps.save_parameters(file, PARAMETERS)
    return file


def pieces(value: Any) -> set[str]:
    """What a sentence may say of a value: itself, its type, what NumPy makes of it, or the same of something in it."""
    said = {shown(value)[:20], type(value).__name__, "not a rectangular array"}
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        said.add(str(value))
    with warnings.catch_warnings(), suppress(ValueError, TypeError, RuntimeError):
        warnings.simplefilter("ignore")
        array = np.asarray(value)
        said |= {times(array.shape), str(array.shape), str(array.dtype), *(["empty"] if array.size == 0 else [])}
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, tuple | list | set | range | bytes) or (
        isinstance(value, np.ndarray) and value.ndim and value.size < 100
    ):
        inner = list(value)
    said |= {f"{len(inner)} ", *(piece for one in inner for piece in pieces(one))}
    return said


def refusal_problem(error: BaseException, argument: str, value: Any) -> str:
    """Say what is wrong with a refusal; nothing if it is one sentence of ours that says what it got."""
    text = str(error)
    if not isinstance(error, ValueError):
        return f"{type(error).__name__}: {text}"
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    line = linecache.getline(last.tb_frame.f_code.co_filename, last.tb_lineno)
    if "cnn_steps" not in last.tb_frame.f_code.co_filename or "raise" not in line:
        return f"somebody else's sentence: {text}"
    if "\n" in text or len(text) > 500 or ": " not in text:
        return f"not a sentence with a remedy: {text}"
    if argument in ("layers", "parameters", "file", "source", "names") or MISFIT.search(text):
        return ""
    if not any(piece in text for piece in pieces(value)):
        return f"does not say what it got: {text}"
    return ""


def problems(name: str, argument: str) -> list[str]:
    found = []
    for value in mistakes(argument):
        try:
            call(name, {**REQUESTS[name], argument: value})
        except OSError:
            assert argument in ("file", "source")
        except Exception as error:
            if problem := refusal_problem(error, argument, value):
                found.append(f"{name}({argument}={shown(value)}): {problem}")
    return found


def test_every_public_function_is_tried():
    assert sorted(REQUESTS) == sorted(functions())
    for name, request in REQUESTS.items():
        assert set(request) == set(inspect.signature(getattr(cnn_steps, name)).parameters), name


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_can_be_met_is_met(name):
    call(name, dict(REQUESTS[name]))


@pytest.mark.parametrize(("name", "argument"), [(name, argument) for name in REQUESTS for argument in REQUESTS[name]])
def test_whatever_is_given_there_is_a_result_or_one_sentence(name, argument, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # a word given for a file is the name of one
    found = problems(name, argument)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("function", ["conv2d", "conv2d_step", "conv2d_trace", "conv2d_backward"])
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stride": 2**40}, "stride is 1099511627776: give at most 2,147,483,647"),
        ({"stride": (2**40, 1)}, "stride of rows is 1099511627776: give at most 2,147,483,647"),
        ({"stride": 2**60}, "stride is 1152921504606846976: give at most"),
        (
            {"padding": 10**5},
            "the padded image would be 200004×200004, 40,001,600,016 numbers and more than 268,435,456",
        ),
        (
            {"padding": 10**9},
            "the padded image would be 2000000004×2000000004, .* numbers and more than .*: use less padding",
        ),
        ({"padding": ((0, 10**9), 0)}, "the padded image would be 1000000004×4, 4,000,000,016 numbers"),
        ({"padding": 10**5, "stride": 10**5}, "the padded image would be 200004×200004"),
        ({"average": "yes"}, "average is 'yes': give True or False"),
        ({"average": 1}, "average is 1: give True or False"),
    ],
)
def test_a_convolution_that_cannot_be_done_is_refused_with_the_numbers(function, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(function, {**REQUESTS[function], **options})


def test_feature_maps_that_do_not_fit_in_memory_are_refused_before_they_are_made():
    with pytest.raises(
        ValueError, match="the output would be 20000×200×200, 800,000,000 numbers and more than 268,435,4"
    ):
        cnn_steps.conv2d(np.zeros((200, 200)), np.zeros((20_000, 1, 1)))
    with pytest.raises(ValueError, match="the windows of one row would be 1000000×1001, 1,001,000,000 numbers"):
        cnn_steps.conv2d(np.zeros((1000, 2000)), np.zeros((1000, 1000)))
    with pytest.raises(ValueError, match="the output would be 30000×30000, 900,000,000 numbers"):
        cnn_steps.dense(np.zeros((30_000, 1)), np.zeros((1, 30_000)))


def test_a_large_network_is_counted_and_not_made():
    layers = (Flatten(), Dense(1000))
    assert cnn_steps.summary(layers, (3, 1000, 1000))[-1].parameters == 3_000_001_000
    assert cnn_steps.dense_parameters(3 * 10**12, 1000) == 3 * 10**15 + 1000
    with pytest.raises(ValueError, match=r"dense1\.weights would be 3000000×1000, 3,000,000,000 numbers and more than"):
        cnn_steps.init_parameters(layers, (3, 1000, 1000), rng=np.random.default_rng(0))
    wide = (Conv(2, padding=10**5), Flatten(), Dense(1))
    assert cnn_steps.summary(wide, (8, 8))[0].output_shape == (2, 200_006, 200_006)
    parameters = cnn_steps.init_parameters(wide[:1], (8, 8), rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="the padded input of conv1 would be 1×200008×200008, 40,003,200,064 numbers"):
        cnn_steps.forward(wide[:1], parameters, np.zeros((8, 8)))


@pytest.mark.parametrize("values", [MASKED, [MASKED[0], MASKED[1]], [[1.0, np.ma.masked]], [[MASKED[0]]]])
def test_a_mask_is_never_left_out(values):
    with pytest.raises(ValueError, match=r"x is masked \(.*\), and .*: fill them first, with \.filled\(0\)"):
        cnn_steps.relu(values)


def test_an_array_that_numpy_cannot_read_is_refused_with_the_remedy():
    sentence = (
        "image is of type NeedsGradients, and NumPy cannot make an array of this one: give a NumPy array, as .detach"
    )
    with pytest.raises(ValueError, match=sentence):
        cnn_steps.conv2d(NeedsGradients(RuntimeError), KERNEL)


def test_a_tensor_that_needs_gradients_is_refused_and_one_that_does_not_is_taken(torch):
    tensor = torch.ones((2, 2), requires_grad=True)
    for values in (tensor, [tensor[0], tensor[1]]):
        with pytest.raises(ValueError, match=r"x is of type .*: give a NumPy array, as \.detach\(\)"):
            cnn_steps.relu(values)
    assert cnn_steps.relu(tensor.detach()).tolist() == [[1, 1], [1, 1]]


def test_numpys_own_true_and_false_are_taken():
    image, kernel = np.ones((2, 2)), np.ones((2, 2))
    assert cnn_steps.conv2d(image, kernel, average=np.True_) == 1.0
    assert cnn_steps.conv2d(image, kernel, average=np.False_) == 4.0
    assert cnn_steps.summary((Flatten(), Dense(2, bias=np.False_)), (2, 2))[-1].parameters == 8
