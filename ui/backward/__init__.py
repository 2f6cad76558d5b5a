"""The way back: gradients of one image through the network in view, for the card and as formulas."""
