"""Files that are not YAML -> plain data, read in a process with limited memory and CPU time."""
