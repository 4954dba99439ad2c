"""Whether the web addresses in records still work, and since when they do not."""
