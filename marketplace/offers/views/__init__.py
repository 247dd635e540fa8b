"""The pages of offers: beside a need, a developer's own, and a commitment's."""
