"""The mails of rounds, to offices and to staff; each is sent once."""
