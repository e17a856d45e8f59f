"""Signing in, accounts, one's own sign-in."""
