"""Tests: one folder for each folder of the app, and tests/browser, which sees what a person would see."""
