"""Money back: the explained sheet of a refund, its machine, the verbs that pay it, the gateways, reconciliation."""
