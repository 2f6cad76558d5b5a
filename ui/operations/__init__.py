"""What is said of each operation: its activation, its formula, what its card is sent."""
