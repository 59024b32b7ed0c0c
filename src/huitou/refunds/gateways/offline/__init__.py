"""Payments that no machine can refund: bank transfer, cash, imported orders. A person pays and records it."""
