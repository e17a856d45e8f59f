"""Agreement of raters, and the second reader of written replies."""
