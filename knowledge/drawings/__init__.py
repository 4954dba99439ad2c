"""Drawings of routes and flows as SVG, each with a text alternative that says the same in words.

`picturing` turns a route or flow into a `Picture` and its alternative, `layout` gives every box and arrow its place,
`svg` writes it down.
"""
