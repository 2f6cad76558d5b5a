"""The image in view: read, prepared, chosen, changed by hand."""
