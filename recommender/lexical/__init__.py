"""Words and character n-grams: what is fitted when a release is made, and read without the libraries that fitted it."""
