"""The record of actions and its seals."""
