"""Datasets: what is held, what it is worth, and how it comes in."""
