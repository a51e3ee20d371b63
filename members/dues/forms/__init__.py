"""Forms of the dues: they check, and save nothing."""
