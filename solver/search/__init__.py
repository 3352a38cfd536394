"""How a plan is found: construct, ruin and recreate, pieces, bounds."""
