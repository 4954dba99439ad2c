"""What happened to a record, and to everything: revisions, differences, what the public saw, the audit trail."""
