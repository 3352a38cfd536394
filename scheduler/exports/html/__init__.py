"""One self-contained page per result: nothing is fetched from anywhere."""
