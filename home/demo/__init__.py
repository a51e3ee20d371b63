"""The demo association: believable, German, invented, and the same for the same seed."""
