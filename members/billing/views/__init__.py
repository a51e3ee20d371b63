"""Pages about money in the office."""
