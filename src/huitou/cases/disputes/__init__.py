"""The dispute about a case: evidence of both sides, questions, mediation, rulings, one appeal. Its own machine."""
