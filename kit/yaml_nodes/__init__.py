"""YAML files -> trees of values that know their lines, and fixes for YAML that cannot be read."""
