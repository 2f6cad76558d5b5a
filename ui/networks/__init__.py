"""The network in view: its layers and weights, its code, what the layer stack is sent and reports."""
