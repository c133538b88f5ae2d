"""The ways out of the house. A gateway takes one message, or says why not: never, or not now."""
