"""Forms: they check what people type and never save."""
