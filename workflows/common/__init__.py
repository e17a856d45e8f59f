"""Shared by all workflows: permissions, transactions, the clock, text, services to the server."""
