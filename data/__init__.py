"""Where it is kept: code only. People's data live in var/, outside version control."""
