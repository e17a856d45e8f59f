"""Content and its grammar: items, charters, forms, interviews. No scores, no database, no pages."""
