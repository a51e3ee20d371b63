"""Parsers of foreign files; they read, nothing else."""
