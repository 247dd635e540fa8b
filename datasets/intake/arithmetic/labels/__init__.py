"""What is said of pictures and sounds, in each of the shapes that tools write."""
