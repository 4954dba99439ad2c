"""What others tell us: corrections of public things and proposed organizations, and what the staff does with them."""
