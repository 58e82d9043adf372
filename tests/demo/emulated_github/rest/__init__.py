"""GitHub's REST API over the world; every file holds the routes of one subject."""
