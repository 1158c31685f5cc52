"""A finished PDF -> what is in it, read by other libraries than those that wrote it."""
