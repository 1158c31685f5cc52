"""How fast the kit is, as ratios of what else takes time: see README.md."""
