"""What Wagtail shows of billing beside its pages."""
