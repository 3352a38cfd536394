"""What cannot be used for a while: scanners, places, people, lines, equipment."""
