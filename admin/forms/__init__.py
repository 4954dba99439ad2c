"""Forms of records, made from what their models say: description → what was typed → content, and back."""
