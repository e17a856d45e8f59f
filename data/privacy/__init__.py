"""Requests, notices, erasure and what is about one candidate."""
