"""Candidates of a campaign: added, invited, followed."""
