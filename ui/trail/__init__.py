"""Where a number comes from, down to its pixels."""
