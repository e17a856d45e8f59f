"""Every machine-checkable rule of good content."""
