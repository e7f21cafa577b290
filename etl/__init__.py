"""From documents as received to checked tables: read, parse, check, store, build the snapshot."""
