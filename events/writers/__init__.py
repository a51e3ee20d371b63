"""What leaves the house in a format of its own: calendars, structured data, pictures for links."""
