"""The kinds of items and their grammar."""
