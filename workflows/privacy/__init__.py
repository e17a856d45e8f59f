"""Candidates' rights, requests, notices, retention and erasure; documents a company owes others."""
