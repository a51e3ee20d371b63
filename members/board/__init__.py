"""Bodies, offices and terms: who holds which office, and the rights that follow from it."""
