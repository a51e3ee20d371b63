"""Lists of the board in Wagtail, and what its dashboard shows."""
