"""Sample data: a fictional dealership, sat, marked and interviewed by simulated people."""
