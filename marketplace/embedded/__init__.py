"""Postgres and Valkey from wheels, and everything that `make run` starts."""

from marketplace.embedded.daemons import Services, running

__all__ = ["Services", "running"]
