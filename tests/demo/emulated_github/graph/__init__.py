"""GitHub's GraphQL API over the world: the part of its schema that evidence needs."""
