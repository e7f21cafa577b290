"""What people overrode: the ledger, its words, and how it is laid over a document."""
