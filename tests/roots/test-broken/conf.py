project = "auto"
version = release = "1"
project_copyright = "nobody"
extensions = ["protolang.sphinxext"]
nitpicky = True
smartquotes = False
