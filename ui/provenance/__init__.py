"""Where a number comes from: the levels down to the pixels."""
