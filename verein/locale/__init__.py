"""What each language needs besides its catalogue: formats of dates and numbers."""
