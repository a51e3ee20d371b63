"""What members and the office open of invoices and payments."""
