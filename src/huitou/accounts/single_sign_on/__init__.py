"""Log-in of staff through the company's own OpenID Connect provider, where one is set (docs/operations/settings.md).

allauth walks the way; what is checked beyond it, and whom it may let in, stands here. It never makes an account.
"""
