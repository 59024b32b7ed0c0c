"""Mail backends of our own, named by the settings (`HUITOU_EMAIL_URL`)."""
