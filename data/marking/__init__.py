"""Written replies, who marks them, and marks."""
