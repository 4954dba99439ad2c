"""The knowledge base over HTTP, one module per subject."""
