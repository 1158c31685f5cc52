"""How fast the kit is, compared with other programs that do part of its work: see README.md."""
