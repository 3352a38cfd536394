"""Problem in, verified result out: no database, no clock, no network."""
