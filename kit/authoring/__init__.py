"""What a school gets to write with: a folder to start from, and a JSON schema for its editor."""
