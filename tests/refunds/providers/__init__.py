"""Payment providers on loopback, for tests: real HTTP, each in its provider's own wire format. They move no money."""
