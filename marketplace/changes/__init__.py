"""Ground floor: the one append-only log of what changed, and its readers' cursors."""
