"""From points to scores, with their error."""
