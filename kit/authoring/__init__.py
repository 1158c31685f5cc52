"""What a school writes with: a folder to start from, and a JSON schema for its editor."""
