"""Settings, their kinds, codes as text and the session: the only place that touches them."""
