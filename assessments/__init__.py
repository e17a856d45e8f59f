"""What is asked: content and its grammar. No scores, no database, no pages."""
