"""From documents as received to checked tables: extract, parse, validate, store, build the warehouse."""
