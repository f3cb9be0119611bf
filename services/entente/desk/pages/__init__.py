"""The pages: a module a subject, HTML made on the server; every action is a form."""
