"""Formats that other programs read: contact cards, structured data."""
