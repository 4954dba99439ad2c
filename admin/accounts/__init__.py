"""Accounts at the desk: signing in, one's own account, and the accounts of others for administrators."""
