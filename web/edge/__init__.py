"""Layers between the network and the application."""
