"""Shops, flow, money, ids, events, jobs, locks, idempotency, clock: each mechanism once. Knows no area above."""
