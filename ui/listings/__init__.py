"""The code of each page, as lines of Python that print what it shows."""
