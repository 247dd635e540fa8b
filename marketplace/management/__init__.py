"""Commands for whoever runs the site or works on it."""
