"""YAML, spreadsheets, logo and fonts -> a complete, frozen Kit for each language."""
