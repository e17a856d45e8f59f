"""Signing in, the accounts, and the reader's own sign-ins."""
