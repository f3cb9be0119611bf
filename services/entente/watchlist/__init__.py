"""What is watched: actors, themes, cues, sources and rules, as one checked, versioned set of files."""
