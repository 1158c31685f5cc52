"""A finished PDF -> whether it may be written: every check, problem and notice."""
