"""Measuring speed and memory against yardsticks in the same run. Nothing here is part of the product."""
