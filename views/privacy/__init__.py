"""Candidates' own data, their requests, documents, groups."""
