"""Facts of becoming and ceasing to be a member."""

from .leaving import Notice, Proceeding

__all__ = ["Notice", "Proceeding"]
