"""Reads about meetings, by feature: import from the modules."""
