"""Who speaks: operations, the organisations that produce."""
