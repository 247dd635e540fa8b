"""Merging: two needs that are one, joined by a link that can be undone."""
