"""The public pages: the reference face for families and professionals. It reads documents only."""
