"""Timed work: the loops that run due rows, and the tick that makes them look."""
