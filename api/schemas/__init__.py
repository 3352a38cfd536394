"""What goes out and comes in, in MBq and GBq, local times with their offset."""
