"""What the services say to each other: messages, topics, codec, errors. Pure: no I/O."""
