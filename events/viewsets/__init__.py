"""Parts of the back office that Wagtail wants as classes."""
