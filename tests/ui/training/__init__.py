"""Tests of the trainings."""
