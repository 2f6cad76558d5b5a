"""What one lesson alone has: its cards, figures, words and experiments. ``one_filter`` is shared by three lessons."""
