"""What site staff do: offers, holds, bookings, and what became of them."""
