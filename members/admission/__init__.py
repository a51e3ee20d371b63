"""Becoming and ceasing to be a member: applications, decisions, notices, exclusion."""
