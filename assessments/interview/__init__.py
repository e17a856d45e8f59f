"""The structured interview: questions, guide, and what nobody may be asked."""
