"""At what price, and who else: posting, co-signs, the demand curve and its publication."""
