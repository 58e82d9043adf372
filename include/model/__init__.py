"""The words of the field as frozen types, and the one error tree. Imports nothing of the project."""
