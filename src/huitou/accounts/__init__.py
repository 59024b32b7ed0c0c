"""Staff, their roles, API tokens, and the access of buyers.

Every area above asks here who somebody is and what they may do. Nothing here knows orders or cases.
"""
