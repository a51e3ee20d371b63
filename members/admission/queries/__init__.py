"""Reads of becoming and ceasing to be a member."""
