"""What the office types about terms, offices, handovers and working groups; nothing is saved here."""
