"""Return freight insurance: a parcel's cover, the claim when its goods came back, the pool that pays."""
