"""What is wanted: needs."""
