"""The widgets of the forms: areas on a map, points, opening hours, Markdown and YAML, each with what it comes to."""
