"""In whose name somebody else may answer: minutes, mandates, slips for members."""
