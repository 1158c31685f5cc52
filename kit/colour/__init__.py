"""Colour science: contrast on screen and paper, and conversion to CMYK."""
