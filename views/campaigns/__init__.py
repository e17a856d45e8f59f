"""Preparing and running a campaign."""
