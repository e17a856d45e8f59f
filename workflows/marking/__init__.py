"""Marking written replies: who marks, the desk, training, agreement, the second reader."""
