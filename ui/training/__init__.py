"""Training as a person runs it: the plan, the process that trains, the results so far."""
