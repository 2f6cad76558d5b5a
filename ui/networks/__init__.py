"""The small network of the first lessons, and the network in view: its code, its weights, its input, its stack."""
