"""The kernel in use: how it is chosen and edited."""
