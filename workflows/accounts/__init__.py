"""Accounts of the staff: first start, passwords, sign-in, second factor, identity provider."""
