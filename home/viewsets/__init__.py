"""Parts of the back office: dashboard panels."""
