"""`entente …`: what an operator or a program says on the command line.

Standard output is data, standard error is talk. Exit codes: 0 done, 1 findings or an expectation not met,
2 usage, configuration or an unreachable server.
"""
