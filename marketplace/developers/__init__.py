"""Who builds: developers' profiles, and how well a need fits them."""
