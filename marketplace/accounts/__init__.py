"""Ground floor: users, organisations, sign-in, API tokens."""
