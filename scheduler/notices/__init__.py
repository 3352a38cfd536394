"""Who is told what, and over which channel."""
