"""Values to figures."""
