"""What stops the readability report itself."""


class ProseSettingsError(ValueError):
    """A file that the report needs is missing or has another shape; the message says which and what to do."""
