"""What the field wants, over time and by place: the index, the top needs, the reasons."""
