"""Charts as SVG made on the server: shapes with classes, coloured by the one stylesheet. Pure."""
