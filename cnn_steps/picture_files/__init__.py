"""Pictures from files: told apart by their bytes, read safely, brought to sRGB and 8 bits a channel."""

from cnn_steps.picture_files.kinds import FORMATS, kind_name
from cnn_steps.picture_files.reading import MAX_BYTES, Picture, load_image, read_picture
from cnn_steps.picture_files.refusals import ImageError
from cnn_steps.picture_files.sources import Source

__all__ = ["FORMATS", "MAX_BYTES", "ImageError", "Picture", "Source", "kind_name", "load_image", "read_picture"]
