"""How readable the shipped texts are: sentence length, unexplained jargon, and statements without a source.

`python -m knowledge.prose` prints the report and ends with 1 when a text does not pass. What may differ from the rule
is named, with its reason, in `exceptions.yaml`; what counts as jargon is listed in `jargon.yaml`.
"""
