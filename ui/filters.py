"""The kernel in use: chosen or typed, and made fit for the channels of the image."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn_steps import KERNELS, LESSON_KERNEL_NAMES, LESSON_KERNELS, conv2d
from ui import blocks, controls, settings, state
from ui.changes import FILTERS, changed_kernels, of_kind
from ui.codes import KERNEL_NAMES, code_from_kernel, kernel_from_code, kernel_from_text, kernel_name, text_from_kernel
from ui.image_choice import CurrentImage

CHANNEL_WEIGHTS = {
    "all": (1.0, 1.0, 1.0),
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "red-green": (1.0, -1.0, 0.0),
}


def channel_weights() -> tuple[float, float, float]:
    """What the kernel is multiplied with for red, green and blue."""
    return CHANNEL_WEIGHTS[state.get(settings.CHANNELS)]


def filter_for(kernels: np.ndarray, image: CurrentImage, weights: tuple[float, ...] = (1.0, 1.0, 1.0)) -> np.ndarray:
    """Kernels as they fit the image: unchanged for one channel, a kernel per channel for color.

    Parameters
    ----------
    kernels : (kH, kW) or (F, kH, kW).
    weights : what the kernel is multiplied with for red, green and blue.

    Returns
    -------
    The same array, or (3, kH, kW) or (F, 3, kH, kW).
    """
    if image.channels == 1:
        return kernels
    return kernels[..., None, :, :] * np.array(weights)[:, None, None]  # (..., kH, kW) -> (..., 3, kH, kW)


def require_fit(kernel: np.ndarray, image: CurrentImage) -> None:
    """Refuse a (kH, kW) kernel that is larger than the image, in words for a page without padding."""
    (height, width), (rows, columns) = kernel.shape, image.size
    if height > rows or width > columns:
        raise ValueError(
            f"a kernel of {height}×{width} weights does not fit an image of {rows}×{columns} cells: choose a smaller "
            "kernel or a larger image"
        )


def _take_kernel_convention() -> None:
    """Divide by the number of cells where the newly chosen kernel is made for that."""
    code = state.get(settings.KERNEL)
    if code in KERNEL_NAMES:
        state.put(settings.AVERAGE, KERNELS[KERNEL_NAMES[code]].average)


def kernel_choice() -> tuple[np.ndarray, str]:
    """Ask for the kernel; returns its (kH, kW) weights and what to call it."""
    code = state.get(settings.KERNEL)
    state.get(settings.AVERAGE)
    st.selectbox(
        "Kernel",
        [*KERNEL_NAMES, *([] if code in KERNEL_NAMES else [code])],
        format_func=lambda option: KERNEL_NAMES.get(option, "your own kernel"),
        key=settings.KERNEL.name,
        on_change=_take_kernel_convention,
        persist_state="session",
    )
    return kernel_from_code(code), kernel_name(code)


def kernel_field() -> None:
    """A field with the weights, a line a row; what is typed becomes the kernel, unless it can't be one.

    Each kernel has a field of its own, so that choosing another one shows its weights.
    """
    code = state.get(settings.KERNEL)
    key = f"weights {code}"

    def take_over() -> None:
        try:
            weights = kernel_from_text(state.widget_value(key))
        except ValueError:
            return  # Said below the field; the kernel from before stays.
        state.put(settings.KERNEL, code_from_kernel(weights))

    written = text_from_kernel(kernel_from_code(code))
    text = st.text_area("Weights, a line for each row", written, key=key, on_change=take_over, height=190)
    try:
        kernel_from_text(text)
    except ValueError as error:
        blocks.refusal(error, " The kernel from before stays.")


def channel_choice(image: CurrentImage) -> tuple[float, float, float]:
    """For a color image, ask how the kernel's channels differ; returns what each is multiplied with."""
    if image.channels == 3:
        controls.dropdown(settings.CHANNELS, "Weights of red, green, blue")
    return channel_weights()


def lesson_kernels(image: CurrentImage) -> np.ndarray:
    """The (3, 3, 3) kernels of the lesson, with the weights that were changed by hand."""
    return changed_kernels(LESSON_KERNELS, LESSON_KERNEL_NAMES, image.changes)


def lesson_maps(image: CurrentImage) -> np.ndarray:
    """The (3, H', W') feature maps of the three lesson filters, as they are after what was changed by hand."""
    return conv2d(image.array, filter_for(lesson_kernels(image), image), average=True)


def map_choice() -> tuple[int, str]:
    """Ask which of the three lesson maps to step through; returns its number and the name of its filter."""
    number = list(settings.MAP.options).index(controls.segmented(settings.MAP, "Feature map"))
    return number, LESSON_KERNEL_NAMES[number]


def changed_filter_button(image: CurrentImage) -> None:
    """Offer the lesson filter that was changed last as the kernel in use, whose own name keeps its first weights."""
    changed = [FILTERS[change.part] for change in of_kind(image.changes, "weight")]
    names = [name for name in changed if name in LESSON_KERNEL_NAMES]
    if not names:
        return
    code = code_from_kernel(lesson_kernels(image)[LESSON_KERNEL_NAMES.index(names[-1])])

    def take_over() -> None:
        state.put(settings.KERNEL, code)
        state.put(settings.AVERAGE, True)

    if state.get(settings.KERNEL) != code:
        st.button(f"Step through the changed {names[-1]} filter", key="changed filter", on_click=take_over)
