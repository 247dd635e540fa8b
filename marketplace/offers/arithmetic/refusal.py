"""What cannot be scored."""


class NotScorable(ValueError):
    """Labels and metric do not fit. The argument is a stable word."""
