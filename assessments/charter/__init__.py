"""The company's social-media charter, and its card."""
