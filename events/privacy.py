"""What this app knows about a person, for access (Art. 15) and erasure (Art. 17)."""
