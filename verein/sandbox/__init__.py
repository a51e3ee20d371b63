"""Stand-ins for outside services, for the demo and the tests; production settings refuse to load them."""
