"""Alipay: refunds by our own request number, RSA2 both ways, notices as forms, daily bills."""
