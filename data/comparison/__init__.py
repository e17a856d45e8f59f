"""What a comparison reads, decisions and their snapshots."""
