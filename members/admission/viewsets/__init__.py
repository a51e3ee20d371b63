"""The back office of applications in Wagtail."""
