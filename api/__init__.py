"""The thin HTTP layer: holds no rule, and never solves."""
