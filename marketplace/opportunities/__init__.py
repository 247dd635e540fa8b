"""A need read together with its demand, its data, its payoff and its matches."""
