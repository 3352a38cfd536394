"""Production units: lines, equipment, generators, supplies; batches as they happen."""
