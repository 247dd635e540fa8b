"""All that one has entered: to take along, and to have erased."""
