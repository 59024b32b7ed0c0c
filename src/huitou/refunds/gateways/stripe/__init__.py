"""Stripe: refunds by API, found again by what we wrote on them; its webhooks and disputes."""
