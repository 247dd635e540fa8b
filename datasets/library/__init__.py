"""What is held: datasets, versions, terms, the ledger of who took what."""
