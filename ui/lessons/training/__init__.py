"""The parts of the lesson on training."""
