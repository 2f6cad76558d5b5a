"""The steps of a convolutional neural network as pure functions on NumPy arrays.

Conventions, said once:

- Channels first: an image or a stack of maps is ``(H, W)``, ``(C, H, W)`` or a batch ``(N, C, H, W)``.
- Kernels are ``(kH, kW)``; ``(F, kH, kW)``, a bank over a single-channel ``(H, W)`` image;
  or ``(F, C, kH, kW)``.
- What comes out follows what goes in: ``(H, W)`` with ``(kH, kW)`` gives ``(H', W')``; with
  ``(F, kH, kW)`` it gives ``(F, H', W')``; ``(C, H, W)`` with ``(F, C, kH, kW)`` gives ``(F, H', W')``;
  ``(N, C, H, W)`` gives ``(N, F, H', W')``.
- float32 stays float32; integers and booleans become float64; any other type is refused with a reason.
  So are masked arrays, and arrays that would have more than 2**28 numbers.
- A function that ends in ``_backward`` takes the gradient of what came out, then what went in, and gives one gradient
  for each thing that went in, of its shape.
- Nothing is mutated, printed or remembered. An impossible request is a ``ValueError`` that says what it
  got, what it wanted and the remedy.
"""

from cnn_steps.activations import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from cnn_steps.classifier import BitmapClassifier, bitmap_features, classify_bitmap, load_bitmap_classifier
from cnn_steps.convolution import ConvStep, conv2d, conv2d_step, conv2d_trace
from cnn_steps.convolution_backward import conv2d_backward
from cnn_steps.counts import conv_parameters, dense_parameters
from cnn_steps.datasets import DIGIT_9, DIGITS, HandwrittenDigits, line_images, load_digits, sample_photo
from cnn_steps.digit_network import DigitNetwork, load_digit_network
from cnn_steps.digit_pictures import digit_stages, nearest_known
from cnn_steps.finite_differences import GradientCheck, finite_difference, gradient_check
from cnn_steps.flattening import flatten, flatten_backward
from cnn_steps.fully_connected import DenseStep, dense, dense_backward, dense_step
from cnn_steps.geometry import output_size
from cnn_steps.images import fit_bitmap, input_layer
from cnn_steps.kernels import (
    EIGHT_KERNEL_NAMES,
    EIGHT_KERNELS,
    KERNELS,
    LESSON_KERNEL_NAMES,
    LESSON_KERNELS,
    Kernel,
    kernel_bank,
)
from cnn_steps.layers import Conv, Dense, Flatten, Layer, Pool, Relu, Sigmoid, Tanh, layer_names
from cnn_steps.levels import full_range
from cnn_steps.loss import cross_entropy
from cnn_steps.network import LayerSummary, init_parameters, summary
from cnn_steps.passes import Gradients, backward, forward
from cnn_steps.picture_files.advice import ImageError
from cnn_steps.picture_files.picture import Picture
from cnn_steps.picture_files.reading import load_image, read_picture
from cnn_steps.pictures import (
    adjust_brightness,
    crop,
    flip,
    invert,
    normalize,
    pad,
    to_channels_first,
    to_channels_last,
    to_grayscale,
)
from cnn_steps.pooling import PoolStep, pool2d, pool2d_step, pool2d_trace
from cnn_steps.pooling_backward import pool2d_backward
from cnn_steps.probabilities import SoftmaxStep, softmax, softmax_step
from cnn_steps.resizing import fit, resize, resize_weights, rotate
from cnn_steps.stages import Stage, picture_stages
from cnn_steps.training import Epoch, TrainingDiverged, accuracy, confusion_matrix, predict, train
from cnn_steps.weights import load_parameters, save_parameters

__all__ = [
    "DIGITS",
    "DIGIT_9",
    "EIGHT_KERNELS",
    "EIGHT_KERNEL_NAMES",
    "KERNELS",
    "LESSON_KERNELS",
    "LESSON_KERNEL_NAMES",
    "BitmapClassifier",
    "Conv",
    "ConvStep",
    "Dense",
    "DenseStep",
    "DigitNetwork",
    "Epoch",
    "Flatten",
    "GradientCheck",
    "Gradients",
    "HandwrittenDigits",
    "ImageError",
    "Kernel",
    "Layer",
    "LayerSummary",
    "Picture",
    "Pool",
    "PoolStep",
    "Relu",
    "Sigmoid",
    "SoftmaxStep",
    "Stage",
    "Tanh",
    "TrainingDiverged",
    "accuracy",
    "adjust_brightness",
    "backward",
    "bitmap_features",
    "classify_bitmap",
    "confusion_matrix",
    "conv2d",
    "conv2d_backward",
    "conv2d_step",
    "conv2d_trace",
    "conv_parameters",
    "crop",
    "cross_entropy",
    "dense",
    "dense_backward",
    "dense_parameters",
    "dense_step",
    "digit_stages",
    "finite_difference",
    "fit",
    "fit_bitmap",
    "flatten",
    "flatten_backward",
    "flip",
    "forward",
    "full_range",
    "gradient_check",
    "init_parameters",
    "input_layer",
    "invert",
    "kernel_bank",
    "layer_names",
    "line_images",
    "load_bitmap_classifier",
    "load_digit_network",
    "load_digits",
    "load_image",
    "load_parameters",
    "nearest_known",
    "normalize",
    "output_size",
    "pad",
    "picture_stages",
    "pool2d",
    "pool2d_backward",
    "pool2d_step",
    "pool2d_trace",
    "predict",
    "read_picture",
    "relu",
    "relu_backward",
    "resize",
    "resize_weights",
    "rotate",
    "sample_photo",
    "save_parameters",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_step",
    "summary",
    "tanh",
    "tanh_backward",
    "to_channels_first",
    "to_channels_last",
    "to_grayscale",
    "train",
]
