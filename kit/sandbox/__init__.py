"""Files that are not YAML -> plain data, parsed in a subprocess with resource limits."""
