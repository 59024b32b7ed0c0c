"""The web analytics that a shop has already: told of visits by our server, never by the buyer's browser."""
