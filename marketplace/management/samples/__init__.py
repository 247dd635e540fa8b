"""The parts of the sample world that are not needs."""
