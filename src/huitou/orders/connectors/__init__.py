"""Connectors: each reads one kind of source into drafts. Only `config` names them; they never touch the database."""
