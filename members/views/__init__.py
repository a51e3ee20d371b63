"""HTTP: the directory, profiles and their files, the own profile."""
