"""The bank: YAML files, how they are read, and how mistakes in them are told."""
