"""The page the product is measured against, and a tab that can answer it."""
