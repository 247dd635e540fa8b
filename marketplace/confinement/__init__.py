"""Ground floor: work on untrusted files, done where it can do little harm. Knows no framework."""
