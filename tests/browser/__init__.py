"""Tests in a real Chromium against the running app."""
