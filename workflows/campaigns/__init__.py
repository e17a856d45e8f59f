"""Campaigns: prepared as a draft, published, followed by a team, closed, archived."""
