"""The database itself: connections, locks, identifiers, migrations, copies."""
