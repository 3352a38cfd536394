"""What-ifs, and made-up worlds: changes, what comes of them, the generator."""
