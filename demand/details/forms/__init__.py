"""What a need's poster fills in beyond the five screens."""
