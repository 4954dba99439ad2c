"""What a colleague needs to know before she publishes or sends back what somebody offered for review."""
