"""Sites with their places, scanners, people and calendars."""
