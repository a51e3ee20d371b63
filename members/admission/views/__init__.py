"""HTTP: fetch, form, one action, redirect."""
