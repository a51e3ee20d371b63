"""Writes: what can change accounts, people, companies and memberships, cut by feature."""
