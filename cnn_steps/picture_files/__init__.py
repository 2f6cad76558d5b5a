"""Pictures from files: told apart by their bytes, read safely, brought to sRGB and 8 bits a channel."""

from cnn_steps.picture_files.kinds import FORMATS, kind_name

__all__ = ["FORMATS", "kind_name"]
