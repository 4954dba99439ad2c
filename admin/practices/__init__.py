"""The kernset at the desk: signals of what worked, taken together into practices that become articles."""
