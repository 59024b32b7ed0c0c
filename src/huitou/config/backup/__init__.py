"""Backup and restore: one file with the database, the uploaded files and their hashes (docs/operations/backup.md)."""
