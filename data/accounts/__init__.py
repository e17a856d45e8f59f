"""Accounts of the staff, how they sign in, and what keeps guessing slow."""
