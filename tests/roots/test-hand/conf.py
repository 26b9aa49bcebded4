project = "hand"
extensions = ["protolang.sphinxext"]
nitpicky = True
