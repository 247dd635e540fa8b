"""What would be built for how much: offers, their clearing, and the commitments that follow."""
