"""Letters about the data that dues depend on."""
