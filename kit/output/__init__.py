"""Write finished files into the output folder: all of them or none."""
