"""Order with its uncertainty: ranks, tiers, other weights."""
