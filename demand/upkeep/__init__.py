"""Upkeep: asking again what nobody has touched for long."""
