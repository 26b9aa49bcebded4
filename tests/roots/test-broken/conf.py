project = "auto"
extensions = ["protolang.sphinxext"]
nitpicky = True
smartquotes = False
