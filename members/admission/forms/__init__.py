"""Check input, never save."""
