"""What every page is made of: base templates, parts, charts, formats, middleware. Knows no app."""
