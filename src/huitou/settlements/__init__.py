"""Who pays: cost shares of return shipping, the shop's deposit, and its settlement statement."""
