"""Writers of files that concern the dues."""
