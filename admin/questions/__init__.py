"""The question register: what families and professionals ask the desk, and where care gets stuck.

It is the source of the yearly plan-do-check-act round. It holds nothing about a child and nobody's name.
"""
