"""WeChat's return freight insurance for mini programs (无忧退货)."""
