"""Feeds: fetched politely, read in a process that can be killed, remembered only once Kafka has them."""
