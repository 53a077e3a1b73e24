"""The ops, one concept a file: pure torch functions, lifted once to functions of tensors."""
