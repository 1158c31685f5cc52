"""Where things are on the poster."""

# Where the rims of the five lenses are on the poster, in mm on A0.
RIMS_MM = {1: (408, 182), 2: (781, 182), 3: (344, 442), 4: (408, 604), 5: (781, 604)}
