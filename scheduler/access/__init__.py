"""Who may use the application, and for what."""
