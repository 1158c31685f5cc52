"""The command line: commands, options, and what is printed on a terminal."""
