"""A job -> a finished PDF: typeset by Typst, then prepared for archives or print shops."""
