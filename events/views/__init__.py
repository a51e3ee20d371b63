"""HTTP for meetings, by feature."""
