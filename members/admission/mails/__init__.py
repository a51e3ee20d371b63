"""The mails about becoming and ceasing to be a member, one function each."""
