"""Quality measured on labelled data: what the services' own functions make of it, as figures with targets."""
