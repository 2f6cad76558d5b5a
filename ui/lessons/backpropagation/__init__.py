"""The parts of the lesson on backpropagation."""
