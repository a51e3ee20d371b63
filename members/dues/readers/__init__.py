"""Readers of foreign files that concern the dues."""
