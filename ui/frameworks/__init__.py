"""A network written as code for three frameworks, layer by layer: the same lines, the same weights."""
