"""Who agreed that what is theirs is shared, and who took it back."""
