"""Structured interviews: guide, planning, the room, sheets, consensus, quality of ratings."""
