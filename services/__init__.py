"""The rules: one use case a file, pure computation in files of its own."""
