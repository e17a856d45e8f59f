"""The record of actions: written with each of them, read by whoever may, verified."""
