"""Settings, addresses, servers and the command line: the only place that knows every area."""
