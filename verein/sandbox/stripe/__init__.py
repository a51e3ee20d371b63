"""A double of Stripe's API for the demo and the tests: its schema is the stripe library's own code."""
