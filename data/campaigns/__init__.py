"""Campaigns, their teams and their frozen forms."""
