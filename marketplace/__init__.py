"""The Django project, its ground floor and the market."""
