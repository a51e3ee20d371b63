"""The back office in Wagtail: lists, forms and pages about people, companies, memberships and the log."""
