"""Training as a person runs it: what is asked for, the process that does it, what came of it so far."""
