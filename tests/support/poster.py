"""Where things are on the poster."""

# A point on the rim of each of the five lenses on the poster, in mm on A0, at the side of the lens
# that looks to the edge of the sheet.
RIMS_MM = {1: (381, 188), 2: (808, 188), 3: (529, 133), 4: (320, 610), 5: (869, 610)}
ASPHALT = "#1d1b2c"  # of the road, and of the rim of the third lens, which is the school
