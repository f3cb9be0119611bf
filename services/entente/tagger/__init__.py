"""The tagger: reads articles, and says what each says of every pair that it names."""
