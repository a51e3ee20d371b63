"""Forms of the back office: the event's page (`page`), its copy (`copying`), what happens to it (`desk`)."""
