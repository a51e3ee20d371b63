"""Reads: what went wrong on the way to the money and is not solved yet; settings.BILLING_FAILURES names each."""
