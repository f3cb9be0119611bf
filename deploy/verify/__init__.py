"""`make verify-deploy`: the real Dockerfile and the real compose file, tried on a container engine."""
