"""Karrio's library, where the operator has installed it: carriers asked directly, without a server between."""
