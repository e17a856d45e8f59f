"""Simulations that hold what the numbers say of themselves against truths that are known; seeds are fixed."""
