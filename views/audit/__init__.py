"""The record of actions."""
