"""Results that a comparison reads, decisions and their snapshots."""
