"""Parsers of foreign files: they read and complain, and never write."""
