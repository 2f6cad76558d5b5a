"""What is said of each operation: what its card is sent, its formula, all that sets an activation apart."""
