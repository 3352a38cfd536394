"""The answer: the plan itself and the result that carries it."""
