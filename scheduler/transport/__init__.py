"""Lanes, vehicles and departures; shipments as they travel."""
