"""Networks: the sites, units and lanes that are planned together."""
