"""Mail: what is written to whom, the outbox, and delivery."""
