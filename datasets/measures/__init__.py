"""What is known of a version: statistics over all of its rows."""
