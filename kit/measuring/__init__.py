"""A finished PDF -> what is in it, read with other libraries than those that wrote it."""
