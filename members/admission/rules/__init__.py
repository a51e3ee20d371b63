"""Why not: the reasons of this app, in words."""
