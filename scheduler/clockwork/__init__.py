"""What is due by the clock: cadences, the slots they give, who takes them."""
