"""Statutory floors as dated data, one module per country or union, and the comparison of a policy with them.

Pure Python. `compare(document, day)` is called by `verbs.publish` and by the presets' tests.
"""
