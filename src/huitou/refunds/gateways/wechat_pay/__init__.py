"""WeChat Pay, API v3: refunds by our own number, signed calls, encrypted notices, daily bills."""
