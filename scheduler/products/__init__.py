"""Products, their authorisations, and what separates them."""
