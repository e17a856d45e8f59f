"""Tests of content: its grammar, its forms, its lint, and the bank itself."""
