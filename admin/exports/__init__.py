"""Any list of the desk as a file."""
