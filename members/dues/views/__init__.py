"""Views of the dues."""
