"""Mail of a campaign."""
