"""HTTP of the public pages and of a member's start page."""
