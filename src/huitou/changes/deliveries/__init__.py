"""What a buyer wishes of the delivery of a parcel: a gate code, a safe place, a neighbour, a pick-up point, a day."""
