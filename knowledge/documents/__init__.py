"""From records of the knowledge base to what the public gets."""
