"""Settings, their kinds, their codes as text, and the session: no other room touches the address or the session."""
