"""What production may be asked for before visits are booked, from windows alone."""
