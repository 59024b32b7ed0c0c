"""What can be said of a parcel: our pairs of status and substatus, what each means for people and for the course."""
