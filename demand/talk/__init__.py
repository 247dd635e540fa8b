"""Talk: what people say about a need, who follows it, and what moderators decide."""
