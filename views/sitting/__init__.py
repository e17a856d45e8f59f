"""The candidate's page."""
