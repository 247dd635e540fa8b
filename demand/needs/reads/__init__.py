"""What pages and programs show of needs alone."""
