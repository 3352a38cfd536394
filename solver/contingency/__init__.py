"""What is done if a delivery comes low or late: prepared before it happens."""
