"""Documents: letters as PDF/A through typst, payment codes, e-invoices."""
