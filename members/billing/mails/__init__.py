"""The mails about money, one function each."""
