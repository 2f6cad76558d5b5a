"""A kernel chosen and edited."""
