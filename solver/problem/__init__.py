"""The question: one complete instance, in whole minutes and kilobecquerels."""
