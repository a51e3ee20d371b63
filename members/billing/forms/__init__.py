"""Forms of invoices and payments: they check and never save."""
