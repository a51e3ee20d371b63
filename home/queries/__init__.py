"""Reads for the public pages: what a search finds, what a member sees first."""
