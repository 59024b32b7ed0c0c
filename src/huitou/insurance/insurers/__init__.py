"""Who bears the risk: the shop's own pool, or an insurer behind the Protocol."""
