"""Writes of becoming and ceasing to be a member: one function a use case."""
