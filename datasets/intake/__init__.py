"""How data comes in: uploads, checks, conversion, and the pipeline that ends in a version."""
