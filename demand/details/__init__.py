"""What a need asks exactly: the work as it is done today, the place, the papers, photos."""
