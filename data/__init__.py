"""The database: tables, and the statements that read and write them. People's data live in var/."""

# Frozen migrations import schema, tables, row_digest, row_seals, seal_existing and migration_lock from here:
# those modules stay on this level, whatever room their domain has.
