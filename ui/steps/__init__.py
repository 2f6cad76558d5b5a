"""The step of the card described in Python, and what is made of it without a browser: a GIF, plain figures."""
