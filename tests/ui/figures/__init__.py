"""Tests of the figures, as objects."""
