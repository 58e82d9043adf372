"""An emulated GitHub: an organisation with one year of history, served over REST and GraphQL."""
