"""What goes out: tables and pages that people read."""
