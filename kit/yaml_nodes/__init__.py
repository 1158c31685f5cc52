"""YAML text -> nodes that know their line, or the line of the mistake and how to write it."""
