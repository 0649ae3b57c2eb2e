loop null
