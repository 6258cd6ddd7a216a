"""What an operator sees: is it alive, ready, fast; what went wrong. Never anybody's data."""
