"""Numbers in, numbers out: no file, no clock, no database, no page, no randomness that was not handed in."""
